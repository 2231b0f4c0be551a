"""Deeds, one file each: load, ask the core, save with one ledger entry, in one transaction."""
