"""What keeps the process from starting, as a sentence."""

from __future__ import annotations


class Trouble(Exception):
    """A start that cannot be; the message says what happened and what to do. `code` is the exit code."""

    def __init__(self, sentence: str, *, code: int = 1) -> None:
        super().__init__(sentence)
        self.code = code
