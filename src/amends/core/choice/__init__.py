"""A question fixed before the first ballot, who may bind, and what they said."""
