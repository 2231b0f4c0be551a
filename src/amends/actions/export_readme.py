"""What lies in an export, and what must not be published of it, in the words that lie beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from amends.store.outgoing import Level
from amends.store.outgoing_kinds import KINDS

if TYPE_CHECKING:
    from collections.abc import Mapping

_OPENING: Final = """\
Everything that this amends site holds, and may hand out
========================================================

PRIVATE. These files are their owner's own. They hold other people's words, and what they stood for: whoever joins them
has a list of people who object. Keep them as you would keep letters that were sent to you. Publish none of them.
What is meant for everybody lies in case-files/, and there alone.
"""

_FORMATS: Final = """\
Each kind of thing is there three times, with the same rows: as JSON Lines (.jsonl, one object a line, exact), as CSV
(for a spreadsheet: text that would be taken for a formula has an apostrophe before it), and as a table of
amends-export.sqlite3. Things refer to each other by "id". Instants are ISO 8601 in UTC. All is of one moment.
manifest.json tells the version (amends/export/1), every column, and the SHA-256 of every file. What each column holds
is told in docs/reference/export.md of amends.

case-files/ holds each public case, for "amends verify" and for any other checker.
"""

_STAYS: Final = """\
In none of them: passwords, passkeys, keys, tokens, sessions, private voting links, who cast which ballot, ballots of a
vote that is still open, words that were taken back or erased. So this is no backup: amends cannot start on it. How to
back up is told in docs/howto/back-up.md.
"""

_NO_NAMES: Final = """\
Names, handles, ids of accounts and links to posts are left out: people are numbers. What they wrote may still name
them, and can be found on their network by its words. With names: amends export everything OUT --names
"""
_NAMES: Final = """\
NAMES ARE IN IT: who people are on their networks. You asked for them.
"""
_NO_ADDRESSES: Final = """\
E-mail addresses that people left are not in it. With them: amends export everything OUT --addresses
"""
_ADDRESSES: Final = """\
E-MAIL ADDRESSES ARE IN IT (addresses). People left them so that you can write to them once about their case, and were
told that they will not be published. You asked for them.
"""

_UNDER: Final = "\n" + 30 * " "


def readme(levels: frozenset[Level], rows: Mapping[str, int], private: int) -> str:
    """Say what lies in an export at these levels, with so many rows of each kind and so many cases left out."""
    files = [
        f"{kind.name:<18}{rows[kind.name]:>10,}  {kind.says}{f'{_UNDER}{kind.rows}' if kind.rows else ''}"
        for kind in KINDS
        if kind.name in rows
    ]
    parts = [
        _OPENING,
        _NAMES if Level.NAMES in levels else _NO_NAMES,
        _ADDRESSES if Level.ADDRESSES in levels else _NO_ADDRESSES,
        _FORMATS,
        _STAYS,
        "\n".join(files) + "\n",
    ]
    if private:
        parts.append(f"Cases without a file for everybody, as they are not public yet or not signed: {private:,}.\n")
    return "\n".join(parts)
