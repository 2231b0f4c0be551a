"""Commands of Django's own that know more about this house."""
