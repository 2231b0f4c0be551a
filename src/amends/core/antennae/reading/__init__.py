"""What one post says towards a subject: does it object, how hotly, on which grounds, in which language."""

from __future__ import annotations

from amends.core.antennae.reading.reader import Reader

__all__ = ["Reader"]
