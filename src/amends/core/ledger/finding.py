"""What an audit finds wrong: what it is, in a sentence, and where."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Fault(StrEnum):
    """Every kind of thing that can be wrong with a log."""

    SIGNATURE = "signature"
    """A checkpoint cannot be read, or no trusted key signed it."""
    ROOT = "root"
    """The entries are not those that were signed."""
    BODY = "body"
    """An entry is not written as entries are."""
    COMMIT = "commit"
    """Content is not what its entry committed to."""
    NUMBER = "number"
    """A number within a case is missing, doubled or out of its turn."""
    TIME = "time"
    """An entry says that it was written before the one in front of it."""
    ERASE = "erase"
    """An erasure names its author, whose token it does not show."""
    HIDDEN = "hidden"
    """A message was hidden that was hidden already."""
    CHOICE = "choice"
    """A choice was opened or closed out of order."""
    BALLOT = "ballot"
    """A ballot was cast while its choice was not open."""
    PREFIX = "prefix"
    """The log does not continue what was signed earlier."""
    RECEIPT = "receipt"
    """A receipt does not hold, or its entry is not in the log any more."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong; ``index`` is the entry's place in the log from 0, ``n`` its number within the case."""

    fault: Fault
    says: str
    index: int | None = None
    case: int | None = None
    n: int | None = None
