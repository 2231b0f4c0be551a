"""Gather: every voice once, what they object to, and the lawful moves of a case."""
