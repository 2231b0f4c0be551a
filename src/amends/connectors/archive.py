"""Reads archives of posts: one function for every format, in batches, memory flat in the archive's length."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, TypeAlias

from amends.connectors import csv_rows, github, jetstream, jsonl, mastodon, sniff, x_archive
from amends.connectors.containers import Container, Files, open_container
from amends.connectors.opening import Utf8, head_of
from amends.connectors.outcome import Batch, Damage, Refusal, Tally, UnreadableArchive
from amends.connectors.rows import Rows
from amends.core.vocabulary import Post

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from amends.connectors.opening import ByteSource
    from amends.core.vocabulary import Instant

__all__ = ["FORMATS", "Batch", "Refusal", "UnreadableArchive", "read_archive"]

FORMATS: Final = ("auto", "jsonl", "csv", "jetstream", "x-archive", "mastodon", "github")
"""The names a caller may give; ``auto`` looks at the content."""

Item: TypeAlias = "Post | Refusal | None"
"""What a format gives for each record: None is a record that is known to be no post."""

_SKIP_BATCHES: Final = 50
"""A batch is also given after this many times its length in records that are no posts: progress is shown."""


def read_archive(
    path: Path,
    *,
    format: str = "auto",  # noqa: A002 - the word of the command line
    mapping: Mapping[str, str] | None = None,
    batch: int = 4096,
    latest: Instant | None = None,
) -> Iterator[Batch]:
    """Read an archive from its beginning, in the order it is written, ``batch`` posts at a time.

    ``format`` is one of `FORMATS`; ``mapping`` names the columns of JSON Lines or CSV (see `Rows`); a post
    whose clock is after ``latest`` is refused (`amends.connectors.clock.LATEST` where none is given).
    Duplicates and rows out of order are given as they stand: whoever counts knows ids and times.

    The path is opened and looked at here and now. Raises `UnreadableArchive` when nothing can be read at all;
    any lesser defect is a `Refusal` in a batch.
    """
    if format not in FORMATS:
        raise UnreadableArchive(f"There is no format “{format}”. Say one of {', '.join(FORMATS)}.")
    rows = Rows(str(path), path.name, mapping, latest)
    name = _sniffed(path, mapping) if format == "auto" else format
    return _batches(open_container(path), _READERS[name], rows, batch)


def _batches(container: Container, read: _Reader, rows: Rows, batch: int) -> Iterator[Batch]:
    tally, told = Tally(), Tally()
    posts: list[Post] = []
    refusals: list[Refusal] = []

    def given(done: int) -> Batch:
        skipped, mended = tally.skipped - told.skipped, tally.mended - told.mended
        return Batch(tuple(posts), tuple(refusals), done, container.size, skipped, mended)

    try:
        for item in read(container, rows, tally):
            if isinstance(item, Post):
                posts.append(item)
            elif item is None:
                tally.skipped += 1
            else:
                refusals.append(item)
            if len(posts) + len(refusals) >= batch or tally.skipped - told.skipped >= batch * _SKIP_BATCHES:
                yield given(container.done)
                posts, refusals, told = [], [], replace(tally)
        yield given(container.size)
    finally:
        container.close()


def _sniffed(path: Path, mapping: Mapping[str, str] | None) -> str:
    container = open_container(path)
    try:
        if not isinstance(container, Files) or path.is_dir():
            return sniff.by_members(container.names, str(path))
        source = Utf8(container.open(container.names[0]))
        return sniff.by_head(head_of(source, sniff.HEAD), str(path), set((mapping or {}).values()))
    except Damage as damage:
        raise UnreadableArchive(f"{path}: {damage} Nothing before that could be read.") from None
    finally:
        container.close()


def _lines(read: Callable[[ByteSource, Rows, Tally], Iterator[Item]]) -> _Reader:
    """Make a reader of containers of one that reads a single stream."""

    def read_one(container: Container, rows: Rows, tally: Tally) -> Iterator[Item]:
        if len(container.names) > 1:
            raise UnreadableArchive(f"{rows.file} holds several files. Name the one to read.")
        try:
            source = Utf8(container.open(container.names[0]))
        except Damage as damage:
            raise UnreadableArchive(f"{rows.file}: {damage} Nothing before that could be read.") from None
        return read(source, rows, tally)

    return read_one


_Reader: TypeAlias = "Callable[[Container, Rows, Tally], Iterator[Item]]"

_READERS: Final[dict[str, _Reader]] = {
    "jsonl": _lines(jsonl.read),
    "csv": _lines(csv_rows.read),
    "jetstream": _lines(jetstream.read),
    "x-archive": x_archive.read,
    "mastodon": mastodon.read,
    "github": github.read,
}
