"""`amends read`: JSON Lines in, one reading a line out, in the order they came."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, TypeAlias

import click
import msgspec

from amends.cli.json_lines import LONGEST, because, numbered
from amends.cli.second_look import again_option, reader_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from amends.core.vocabulary import Reading
    from amends.engine.second_look import PostReader

_BATCH = 1024  # lines read before any is answered; a short input is answered at its end


class _Asked(msgspec.Struct):
    text: str
    id: str | int | None = None
    subject: str = ""
    context: str = ""
    by_subject: bool = False


_Lines: TypeAlias = "list[tuple[int, _Asked]]"


@dataclass(slots=True)
class _Tally:
    read: int = 0
    refused: int = 0


@click.command("read")
@click.argument("file", type=click.Path(allow_dash=True), default="-")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
@again_option
def command(file: str, *, as_json: bool, again: str | None) -> None:
    """Read posts from JSON Lines: stance, heat, grounds, language.

    FILE has one object a line with "text" and, if you like, "id", "subject", "context" and "by_subject" (true for
    the subject's own posts, which never object). Without FILE, or with "-", lines come from standard input.

    Lines that cannot be read are named on standard error and left out; the exit code is 2 only when not a single
    line could be read.
    """
    reader = reader_for(again)
    name = "standard input" if file == "-" else file
    tally = _Tally()
    try:
        with click.open_file(file, "rb") as stream:
            for batch in _batches(stream, name, tally):
                _answer(reader, batch, as_json=as_json)
                tally.read += len(batch)
    except BrokenPipeError:
        sys.stderr.close()  # whoever listened has heard enough
        sys.exit(0)
    except OSError as error:
        click.echo(f"{name} cannot be read: {error.strerror or error}. Nothing more was read.", err=True)
        sys.exit(1 if tally.read else 2)
    _close(name, tally)


def _close(name: str, tally: _Tally) -> None:
    if tally.refused:
        click.echo(f"{name}: read {tally.read}, left out {tally.refused}.", err=True)
    if not tally.read:
        if not tally.refused:
            click.echo(f'{name} is empty: give one JSON object a line, such as {{"text": "…"}}.', err=True)
        sys.exit(2)


def _batches(stream: IO[bytes], name: str, tally: _Tally) -> Iterator[_Lines]:
    decode = msgspec.json.Decoder(_Asked, strict=True).decode
    batch: _Lines = []
    for number, line in numbered(stream):
        if line is None:
            _refuse(name, number, f"it is longer than {LONGEST:,} bytes", tally)
            continue
        if not line.strip():
            continue
        try:
            batch.append((number, decode(line)))
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            _refuse(name, number, because(error), tally)
        if len(batch) >= _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _refuse(name: str, number: int, reason: str, tally: _Tally) -> None:
    tally.refused += 1
    click.echo(f"{name}, line {number}: left out, {reason}.", err=True)


def _answer(reader: PostReader, batch: _Lines, *, as_json: bool) -> None:
    readings = reader.read_many([asked.text for _, asked in batch], [asked.by_subject for _, asked in batch])
    out = sys.stdout.buffer
    for (number, asked), reading in zip(batch, readings, strict=True):
        out.write(_as_json(number, asked, reading) if as_json else _as_words(number, asked, reading))
    out.flush()


def _as_json(number: int, asked: _Asked, reading: Reading) -> bytes:
    from amends.core.vocabulary import STANCES

    told = {
        "id": number if asked.id is None else asked.id,
        "stance": reading.stance.value,
        "p": {stance.value: round(chance, 6) for stance, chance in zip(STANCES, reading.p, strict=True)},
        "heat": reading.heat,
        "grounds": [ground.value for ground in reading.grounds],
        "language": reading.language,
        "unread": reading.unread,
        "unsure": reading.unsure,
        "reader": reading.reader,
    }
    return msgspec.json.encode(told) + b"\n"


def _as_words(number: int, asked: _Asked, reading: Reading) -> bytes:
    from amends.core.antennae.reading.language_names import language_name
    from amends.core.vocabulary import GROUND_TITLES

    name = f"line {number}" if asked.id is None else _plain(str(asked.id), 40)
    grounds = "; ".join(GROUND_TITLES[ground] for ground in reading.grounds)
    heat = ("calm", "firm", "angry", "furious")[reading.heat]
    unsure = ", unsure" if reading.unsure else ""
    stance = f"{reading.stance.value} {max(reading.p):.0%}{unsure}, {heat}" + (f" ({grounds})" if grounds else "")
    if reading.unread:
        stance = f"unread, in {language_name(reading.language)}"
    return f"{name}: {stance}: {_plain(asked.text, 80)}\n".encode("utf-8", "replace")


def _plain(text: str, longest: int) -> str:
    """Cut a text to one line of a terminal, without the characters that steer one."""
    shown = "".join(letter if letter.isprintable() else " " for letter in text[: 2 * longest])
    line = " ".join(shown.split())
    return line if len(line) <= longest else f"{line[: longest - 1]}…"
