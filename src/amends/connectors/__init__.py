"""Bytes to vocabulary and back, one file a network; no Django here."""
