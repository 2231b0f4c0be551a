"""Hear whether a post concerns you, whether it objects, who speaks, and whether that is more than ordinary."""
