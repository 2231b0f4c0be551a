"""What reading brings: posts, refusals with their place, and an error when nothing can be read at all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from amends.core.vocabulary import Post


class UnreadableArchive(Exception):
    """Nothing of this archive can be read. The message is one sentence that names the file."""


class Damage(Exception):
    """The bytes end or break here; what came before stays good. The message is a sentence without a place."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """One row that was not taken, and why.

    ``file`` is the path as it was given (for a member of an archive: path, slash, member); ``line`` the
    physical line, from 1, on which the row begins, or 0 where the reason concerns the whole file;
    ``reason`` a plain sentence.
    """

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        """Say place and reason in one line."""
        return f"{self.file}, line {self.line}: {self.reason}" if self.line else f"{self.file}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Batch:
    """Some consecutive posts of an archive, with what was refused between them.

    ``done`` and ``size`` are bytes of the file or files as they lie on disk (compressed, where they are), for
    a progress bar; ``skipped`` counts the records that are known to be no posts (likes, follows, deletions,
    private messages, blank lines do not count); ``mended`` the rows kept after bytes that are not text were
    replaced. All but ``done`` and ``size`` are since the batch before.
    """

    posts: tuple[Post, ...]
    refusals: tuple[Refusal, ...]
    done: int
    size: int
    skipped: int = 0
    mended: int = 0


@dataclass(slots=True)
class Tally:
    """Counts kept while an archive is read: rows whose bytes had to be mended, and records that are no posts."""

    mended: int = 0
    skipped: int = 0
