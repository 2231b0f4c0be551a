"""Many drafts at once: JSON Lines in, findings out, a line each, in the order they came."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click
import msgspec

from amends.cli.json_lines import LONGEST, because, numbered
from amends.cli.preflight_input import book_of
from amends.cli.preflight_site import Asked
from amends.engine.asked_draft import Unreadable, as_record, connections_of, fit, promises_of, stream_of

if TYPE_CHECKING:
    from amends.cli.preflight_site import Site


class _Asked(msgspec.Struct):
    text: str
    id: str | int | None = None
    stream: Any = None
    connections: list[Any] | None = None
    promises: list[Any] | None = None
    jurisdiction: str | None = None


def run(file: str, site: Site, *, as_json: bool, rules: str | None) -> int:
    """Look at every line of a file, and return the exit code: 2 only where not a single line could be read."""
    name = "standard input" if file == "-" else file
    decode = msgspec.json.Decoder(_Asked).decode
    read = refused = found = 0
    try:
        with click.open_file(file, "rb") as stream:
            for number, line in numbered(stream):
                if line is not None and not line.strip():
                    continue
                try:
                    findings = _answer(decode(_whole(line)), number, site, as_json=as_json, rules=rules)
                except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, Unreadable) as error:
                    reason = str(error).rstrip(".") if isinstance(error, Unreadable) else because(error)
                    click.echo(f"{name}, line {number}: left out, {reason}.", err=True)
                    refused += 1
                    continue
                read, found = read + 1, found + findings
    except OSError as error:
        click.echo(f"{name} cannot be read: {error.strerror or error}. Nothing more was read.", err=True)
        return 2
    if refused:
        click.echo(f"{name}: looked at {read}, left out {refused}.", err=True)
    if not read and not refused:
        click.echo(f'{name} is empty: give one JSON object a line, such as {{"id": "1", "text": "…"}}.', err=True)
    return 2 if not read else 1 if found else 0


def _whole(line: bytes | None) -> bytes:
    if line is None:
        raise Unreadable(f"it is longer than {LONGEST:,} bytes")
    return line


def _answer(asked: _Asked, number: int, site: Site, *, as_json: bool, rules: str | None) -> int:
    """Write the answer to one line, and return how many findings it has."""
    named = number if asked.id is None else asked.id
    given = Asked(
        fit(asked.text, "its text"),
        stream_of(asked.stream),
        site.connections if asked.connections is None else tuple(connections_of({"connections": asked.connections})),
        site.promises if asked.promises is None else promises_of({"promises": asked.promises}),
    )
    found, _ = site.look(given, book_of(asked.jurisdiction or "us", rules))
    if as_json:
        click.echo(json.dumps({"id": named, "findings": [as_record(one, whole=False) for one in found]}))
    else:
        shown = ", ".join(f"{one.kind} at {one.span[0]}" for one in found) or "nothing found"
        click.echo(f"{named}: {shown}".encode("utf-8", "replace").decode())
    return len(found)
