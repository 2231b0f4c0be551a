"""The same pure functions over whole archives."""
