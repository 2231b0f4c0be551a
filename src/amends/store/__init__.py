"""What amends remembers: one Django app, its rows, and the way between rows and the vocabulary."""
