"""What a file holds, told by its content: its first bytes, its members, its first record."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from amends.connectors.csv_rows import heading
from amends.connectors.json_values import NotJson, parse
from amends.connectors.outcome import UnreadableArchive
from amends.connectors.rows import ALIASES
from amends.connectors.words import decode

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Set as AbstractSet

HEAD: Final = 256 << 10
"""Bytes that are looked at, after unpacking."""

_FOREIGN: Final = (
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"RIFF", "a picture, sound or film"),
    (b"SQLite format 3", "an SQLite database"),
    (b"PAR1", "a Parquet table"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"BZh", "packed with bzip2: unpack it first"),
    (b"\xfd7zXZ", "packed with xz: unpack it first"),
    (b"(\xb5/\xfd", "packed with Zstandard: unpack it first"),
    (b"7z\xbc\xaf", "a 7-Zip archive: unpack it first"),
    (b"Rar!", "a RAR archive: unpack it first"),
    (b"\x7fELF", "a program"),
    (b"<", "a web page or a feed"),
)
_X_SCRIPT: Final = re.compile(rb"\s*(window\.YTD\.|Grailbird\.data\.|var \w+\s*=)")
_KEY: Final = re.compile(rb'"([A-Za-z_]\w*)"\s*:')
_MARKS: Final = (
    ("jetstream", ({"did", "time_us", "kind"},)),
    (
        "mastodon",
        (
            {"orderedItems"},
            *({"content", "account", "created_at"}, {"type", "actor", "object"}),
            {"ancestors", "descendants"},
        ),
    ),
    (
        "github",
        (
            *({"html_url", "user", "body"}, {"issue_url", "body"}, {"event", "actor", "node_id"}),
            *({"data", "repository"}, {"data", "node"}, {"title", "body", "createdAt", "author", "comments"}),
            *({"event", "html_url", "body"}, {"issue", "comments"}, {"html_url", "user", "node_id"}),
        ),
    ),
)


def by_head(head: bytes, file: str, mapped: AbstractSet[str] = frozenset()) -> str:
    """Name the format of a file that begins, unpacked and in UTF-8, with ``head``.

    ``mapped`` are the headings a caller named: a first line that holds them all is a table's.
    Raises `UnreadableArchive`, saying what the file seems to be.
    """
    if not head.strip():
        raise UnreadableArchive(f"{file} is empty: there is nothing to read.")
    if foreign := next((what for magic, what in _FOREIGN if head.lstrip().startswith(magic)), None):
        raise UnreadableArchive(f"{file} looks like {foreign}, not like an archive of posts.")
    if _X_SCRIPT.match(head):
        return "x-archive"
    if head.lstrip()[:1] in (b"{", b"["):
        return by_keys(_first_keys(head))
    line, mended = decode(head.split(b"\n", 1)[0])
    cells = heading(line.strip()[:4096])[0]
    if mapped and mapped <= {cell.strip() for cell in cells}:
        return "csv"
    names = {re.sub(r"[\s-]+", "_", cell.lower()) for cell in cells if cell}
    if line.startswith("sep=") or (names & set(ALIASES["text"]) and names & set(ALIASES["time"])):
        return "csv"
    if any(later.lstrip()[:1] == b"{" for later in head.split(b"\n")[1:20]):
        return "jsonl"  # the first line is damaged, the next ones are not
    raise UnreadableArchive(_unknown(file, line, mended=mended, names=names))


def by_keys(keys: set[str]) -> str:
    """Name the format whose records hold these keys; JSON Lines where no other fits."""
    return next((name for name, sets in _MARKS if any(marks <= keys for marks in sets)), "jsonl")


def by_members(names: Iterable[str], file: str) -> str:
    """Name the format of a folder, zip or tar that holds files of these names. Raises `UnreadableArchive`."""
    held = list(names)
    if any(X_MEMBER.search(name) for name in held):
        return "x-archive"
    if any(re.search(r"(^|/)outbox\.json$", name) for name in held):
        return "mastodon"
    if any(name.endswith(".json") for name in held):
        return "github"
    shown = ", ".join(held[:5]) or "nothing"
    raise UnreadableArchive(
        f"{file} holds {shown}: neither the tweets of an X archive nor the outbox of a Mastodon export. "
        "If it packs JSON Lines or CSV, unpack it and name those files."
    )


X_MEMBER: Final = re.compile(
    r"(^|/)(data/)?(js/tweets/\d{4}_\d\d|(community-)?tweets?(-part\d+)?|mentions?(-part\d+)?)\.js$"
)
"""Names of the files of an X archive that hold posts: the layouts since 2019, and that of 2012."""


def _first_keys(head: bytes) -> set[str]:
    """Give the keys of the first record, or of what can be seen of it, and those right inside it."""
    text = head.lstrip()
    try:
        value = parse(text.split(b"\n", 1)[0])
    except NotJson:
        return {key.decode() for key in _KEY.findall(text[: 16 << 10])}
    if isinstance(value, list):
        value = value[0] if value else None
    if not isinstance(value, dict):
        return set()
    inner = value.get("data")
    return set(value) | (set(inner) if isinstance(inner, dict) else set())


def _unknown(file: str, line: str, *, mended: bool, names: set[str]) -> str:
    if mended or any(ord(letter) < 9 for letter in line):
        return f"{file} looks like a binary file, not like an archive of posts."
    if len(names) > 1:
        return (
            f"{file} looks like a table, but no heading is a name we know for the text and the time. Its "
            f"headings are {', '.join(sorted(names)[:20])}; say which to take with --format csv --map "
            "text=…,time=…."
        )
    return (
        f"{file} looks like plain text. We read JSON Lines, CSV, captured Jetstream events, and the exports "
        "of X, Mastodon and GitHub; name the format with --format if it is one of them."
    )
