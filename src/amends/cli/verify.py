"""``amends verify``: check a case or a receipt with nothing but the core: no site, no database, no Django."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

import click

from amends.core.ledger.proof import HEADER
from amends.core.ledger.tree import Refused
from amends.core.verification import Report, check_receipt, verify

MOST_BYTES: Final = 1_000_000_000
MOST_TOLD: Final = 20
_PATIENCE: Final = 60.0

_OTHER_ESCAPE: Final = re.compile(rb"(?<!\\)(?:\\\\)*\\u[0-9A-Fa-f]{0,3}[A-F]")
"""A capital digit is the one change of a single byte that JSON reads as no change."""

LIMITS: Final = (
    "What no file can tell by itself: whether its keeper wrote the whole log anew before anybody kept a receipt.\n"
    "Hold it against one that somebody kept: --receipt FILE, or a post that holds its root: --post TEXT."
)


class _Unreadable(click.ClickException):
    """A sentence on standard error and exit code 2."""

    exit_code = 2


@click.command("verify")
@click.argument("what", metavar="FILE|URL")
@click.option("--receipt", "receipts", multiple=True, type=click.Path(path_type=Path), help="One that somebody kept.")
@click.option("--post", "posts", multiple=True, help="A post that holds a root: its line “Ledger, …”, or all of it.")
@click.option("--key", default="", help="The log's key as you know it from elsewhere: name+id+key.")
@click.option("--json", "json_", is_flag=True, help="Say it as JSON.")
def command(what: str, receipts: Sequence[Path], posts: Sequence[str], key: str, *, json_: bool) -> None:
    """Check a case that was handed out, from a file or its address, or a receipt by itself.

    The signature, each entry, each word that was opened, the list of who may bind, and every count again.

    Exit code 0: nothing was changed. 1: something was, and it says what and where. 2: nothing could be read.
    """
    data = _read(what)
    if data.startswith(HEADER.encode()):
        _receipt(_text(data, what), key, as_json=json_)
        return
    report = verify(
        _document(data, what), [_text(_read(str(path)), str(path)) for path in receipts], key=key, posts=posts
    )
    if not report.readable:
        raise _Unreadable(f"{what}: {report.findings[0].says}")
    if json_:
        _say_json(report)
    else:
        _say(report, key)
    sys.exit(0 if report.sound else 1)


def _read(what: str) -> bytes:
    if what.startswith(("https://", "http://")):
        return _fetched(what)
    try:
        return Path(what).read_bytes()
    except OSError as error:
        raise _Unreadable(f"{what} cannot be read: {error.strerror}.") from error


def _fetched(address: str) -> bytes:
    from http.client import HTTPException
    from urllib.error import URLError
    from urllib.request import Request, urlopen

    try:
        request = Request(address, headers={"User-Agent": "amends verify", "Accept": "application/json"})  # noqa: S310 - the scheme was looked at
        with urlopen(request, timeout=_PATIENCE) as answer:  # noqa: S310 - as above
            found: bytes = answer.read(MOST_BYTES + 1)
    except (URLError, HTTPException, OSError, ValueError) as error:
        raise _Unreadable(f"{address} could not be fetched: {error}.") from error
    if len(found) > MOST_BYTES:
        raise _Unreadable(f"{address} sends more than {MOST_BYTES:,} bytes. Save it as a file first.")
    return found


def _text(data: bytes, what: str) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise _Unreadable(f"{what} is not text in UTF-8: byte {error.start} is wrong.") from error


def _document(data: bytes, what: str) -> object:
    """Read JSON strictly: a name that stands twice would be read one way here and another way elsewhere."""
    if b"\\u" in data and _OTHER_ESCAPE.search(data):
        raise _Unreadable(f"{what} was not written as amends writes it: an escaped letter has capital digits.")
    try:
        return json.loads(_text(data, what), object_pairs_hook=_once, parse_constant=_no_number)
    except RecursionError:
        raise _Unreadable(f"{what} is nested too deeply to be a case.") from None
    except ValueError as error:
        raise _Unreadable(f"{what} is not JSON: {error}.") from error


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the name {twice[:40]!r} stands twice in one object")
    return found


def _no_number(word: str) -> float:
    raise ValueError(f"{word} is no number in JSON")


def _say_json(report: Report) -> None:
    findings = [{"kind": found.kind, "where": found.where, "says": found.says} for found in report.findings]
    told = {"sound": report.sound, "findings": findings, "counts": dict(report.counts)}
    click.echo(json.dumps(told, ensure_ascii=True, indent=2))


def _say(report: Report, key: str) -> None:
    if not report.sound:
        wrong = len(report.findings)
        click.secho(f"This does not hold: {_many(wrong, 'thing is', 'things are')} wrong.", fg="red", bold=True)
        for found in report.findings[:MOST_TOLD]:
            click.echo(f"  {_plain(found.where)}: {_plain(found.says)}")
        if wrong > MOST_TOLD:
            click.echo(f"  … and {wrong - MOST_TOLD:,} more; --json tells them all.")
        return
    click.secho("Nothing was changed.", fg="green", bold=True)
    for line in _looked_at(report):
        click.echo(f"  {line}")
    if not key:
        click.echo("The key was taken from the file. Compare it with the one you know of: --key KEY.")
    if not report.counts["receipts"] and not report.counts["posts"]:
        click.echo(LIMITS)


def _looked_at(report: Report) -> Iterable[str]:
    counts = report.counts
    yield f"The log has {_many(counts['entries'], 'entry', 'entries')}, and they add up to the root that was signed."
    own = _many(counts["own"], "entry is", "entries are")
    yield f"{own} of this case; {counts['opened']:,} could be opened, and hold."
    if counts["unopened"]:
        yield f"{counts['unopened']:,} of them stay closed: their words were taken back or are kept back."
    if counts["sealed"]:
        yield f"{_many(counts['sealed'], 'entry is', 'entries are')} sealed: of other cases, or words that were hidden."
    if counts["recounts"]:
        ballots = _many(counts["ballots"], "ballot", "ballots")
        yield f"{_many(counts['recounts'], 'vote was', 'votes were')} counted again from {ballots}: the same verdict."
    if counts["maps"]:
        maps = _many(counts["maps"], "map of opinion was", "maps of opinion were")
        yield f"{maps} drawn again from {_many(counts['answers'], 'answer', 'answers')}: the same."
    if counts["receipts"]:
        yield f"{_many(counts['receipts'], 'receipt holds', 'receipts hold')} against it."
    if counts["posts"]:
        yield f"{_many(counts['posts'], 'post remembers', 'posts remember')} it as it is."


def _receipt(text: str, key: str, *, as_json: bool) -> None:
    """Check a receipt by itself."""
    try:
        held = check_receipt(text, key)
    except Refused as refused:
        if as_json:
            says = {"kind": "receipt", "where": "receipt", "says": str(refused)}
            click.echo(json.dumps({"sound": False, "findings": [says], "counts": {}}, indent=2))
        else:
            click.secho("This receipt does not hold.", fg="red", bold=True)
            click.echo(f"  {_plain(str(refused))}")
        sys.exit(1)
    if as_json:
        click.echo(json.dumps({"sound": True, "findings": [], "counts": {"entries": held.tree.size}}, indent=2))
        return
    click.secho("This receipt holds.", fg="green", bold=True)
    case = "" if held.entry.case is None else f", number {held.entry.n} of case {held.entry.case}"
    click.echo(f"  It is for entry {held.index} of the log of {_plain(held.tree.origin)}{case}: {held.entry.type}.")
    click.echo(f"  That entry stands in the tree of {held.tree.size:,} entries that was signed.")
    if not key:
        click.echo("The key was taken from the receipt. Compare it with the one you know of: --key KEY.")


def _many(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"


def _plain(text: str) -> str:
    """Show what came in a file without letting a terminal obey it."""
    return "".join(letter if letter.isprintable() else "�" for letter in text[:400])
