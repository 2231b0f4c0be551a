"""Signing in elsewhere to show which account is one's own: the account's immutable id is learned, and nothing kept."""
