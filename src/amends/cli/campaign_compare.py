"""`amends campaign compare`: people under one sponsor, side by side, and whose storm spills over to whom."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import IO, TYPE_CHECKING, Any, Final

import click
import msgspec

from amends.cli.json_lines import because, numbered

if TYPE_CHECKING:
    from amends.core.campaign import Edge, Heard, Member, Overlap

SCHEMA: Final = "amends/campaign/1"
NAMED: Final = 10
"""Refused lines that are named; the rest is counted."""
PAIRS: Final = 10
"""Overlaps that are printed; the file has all."""


class _Line(msgspec.Struct):
    """One post: whom it speaks of, the key of who wrote it, when, and whether it objects."""

    member: str
    person: str
    at: datetime
    objects: bool = False


class _Posted(msgspec.Struct):
    """When a member's own post of the campaign went out."""

    member: str
    posted: datetime


@dataclass(slots=True)
class _Read:
    """What was read: members and people by their place, when each member posted, and an entry a post in each list."""

    members: dict[str, int] = field(default_factory=dict)
    posted: dict[str, int] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)
    member: list[int] = field(default_factory=list)
    person: list[int] = field(default_factory=list)
    at: list[int] = field(default_factory=list)
    objects: list[bool] = field(default_factory=list)
    refused: int = 0

    def take(self, line: _Line | _Posted) -> None:
        place = self.members.setdefault(line.member, len(self.members))
        if isinstance(line, _Posted):
            self.posted[line.member] = _instant(line.posted)
            return
        self.member.append(place)
        self.person.append(self.people.setdefault(line.person, len(self.people)))
        self.at.append(_instant(line.at))
        self.objects.append(line.objects)

    def heard(self) -> tuple[Heard, list[Member]]:
        import numpy as np

        from amends.core.campaign import Heard, Member

        member, person, at = (np.array(each, np.int64) for each in (self.member, self.person, self.at))
        members = [Member(name, self.posted.get(name)) for name in self.members]
        return Heard(member, person, at, np.array(self.objects, bool)), members


def _instant(when: datetime) -> int:
    return int((when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp()) * 1_000_000


@click.command("compare", short_help="Compare storms under one sponsor, and find whose objection spills over.")
@click.argument("file", type=click.Path(allow_dash=True))
@click.option("--json", "as_json", is_flag=True, help="Print the whole answer as JSON (docs/reference/campaign.md).")
def command(file: str, *, as_json: bool) -> None:
    """Put several people under one sponsor side by side.

    FILE has one JSON object a line: a post with "member" (whom it speaks of), "person" (a key of who wrote it; the same
    for all members, and best salted), "at" (RFC 3339) and "objects" (true or false); or a "member" with "posted", when
    her own post went out. Lines that cannot be read are named and left out.
    """
    name = "standard input" if file == "-" else file
    try:
        with click.open_file(file, "rb") as stream:
            read = _read(stream, name)
    except OSError as error:
        click.echo(f"{name} cannot be read: {error.strerror or error}.", err=True)
        sys.exit(2)
    if read.refused > NAMED:
        click.echo(f"{name}: {read.refused} lines were left out; the first {NAMED} are named.", err=True)
    if not read.at:
        click.echo(
            f'{name} holds no post. One is {{"member": "…", "person": "…", "at": "2026-03-12T18:00:00Z"}}.', err=True
        )
        sys.exit(2)
    answer = compare(*read.heard())
    click.echo(msgspec.json.encode(answer).decode() if as_json else "\n".join(_said(answer)))


def _read(stream: IO[bytes], name: str) -> _Read:
    read, decoder, posted = _Read(), msgspec.json.Decoder(_Line), msgspec.json.Decoder(_Posted)
    for number, line in numbered(stream):
        if line is not None and not line.strip():
            continue
        why = "it is too long"
        if line is not None:
            try:
                read.take(posted.decode(line) if b'"posted"' in line else decoder.decode(line))
                continue
            except (ValueError, RecursionError, OverflowError) as error:
                why = because(error)
        read.refused += 1
        if read.refused <= NAMED:
            click.echo(f"{name}, line {number}: left out, because {why}.", err=True)
    return read


def compare(heard: Heard, members: list[Member]) -> dict[str, Any]:
    """Return the whole answer in the published schema (docs/reference/campaign.md)."""
    from amends.core.campaign import objecting_hours, overlaps, spill

    counts, begun = objecting_hours(heard, len(members))
    edges = spill(counts, begun, members)
    return {
        "schema": SCHEMA,
        "members": [_member(heard, place, one) for place, one in enumerate(members)],
        "overlaps": [_overlap(one, members) for one in overlaps(heard, len(members))],
        "spill": None if edges is None else [_edge(one, members) for one in edges],
    }


def _member(heard: Heard, place: int, member: Member) -> dict[str, Any]:
    import numpy as np

    mine = heard.member == place
    objecting = mine & heard.objects
    first = int(heard.at[objecting].min()) if objecting.any() else None
    return {
        "member": member.name,
        "posts": int(mine.sum()),
        "people": len(np.unique(heard.person[mine])),
        "objecting": len(np.unique(heard.person[objecting])),
        "first_objection": None if first is None else _moment(first),
    }


def _moment(at: int) -> str:
    return datetime.fromtimestamp(at // 1_000_000, UTC).isoformat().replace("+00:00", "Z")


def _overlap(one: Overlap, members: list[Member]) -> dict[str, Any]:
    pair = [members[one.one].name, members[one.other].name]
    return {"members": pair, "people": one.people, "objecting": one.objecting}


def _edge(one: Edge, members: list[Member]) -> dict[str, Any]:
    figures = ("more", "low", "high", "hours", "hours_low", "hours_high", "chance")
    pair = {"from": members[one.source].name, "to": members[one.target].name}
    return pair | {name: round(getattr(one, name), 4) for name in figures}


def _said(answer: dict[str, Any]) -> list[str]:
    wide = max(len(one["member"]) for one in answer["members"])
    lines = [f"{'':{wide}}   posts  people  object  first objection"]
    for one in sorted(answer["members"], key=lambda one: -one["objecting"]):
        figures = f"{one['posts']:>8,}{one['people']:>8,}{one['objecting']:>8,}"
        lines.append(f"{one['member']:{wide}}{figures}  {one['first_objection'] or 'nobody objected'}")
    shared = answer["overlaps"]
    lines += ["", "People they share:" if shared else "They share nobody."]
    lines += [
        f"  {' and '.join(one['members'])}: {_people(one['people'])}; {_people(one['objecting'])} objecting to both"
        for one in shared[:PAIRS]
    ]
    if len(shared) > PAIRS:
        lines.append(f"  and {len(shared) - PAIRS} more pairs; --json has them all")
    return [*lines, "", *_spilled(answer["spill"])]


def _people(number: int) -> str:
    return f"{number:,} {'person' if number == 1 else 'people'}"


def _spilled(edges: list[dict[str, Any]] | None) -> list[str]:
    if edges is None:
        return ["Fewer than two weeks were heard, so nothing is said of who follows whom."]
    if not edges:
        return ["Nowhere does objection at one follow that at another by more than chance."]
    said = ["Objection spills over (people more for each ten, and 95 % intervals; about one edge in twenty is chance):"]
    for one in edges:
        more = "{more:.1f} ({low:.1f} to {high:.1f})".format(
            **{name: 10 * one[name] for name in ("more", "low", "high")}
        )
        after = f"after {one['hours']:.0f} hours ({one['hours_low']:.0f} to {one['hours_high']:.0f})"
        said.append(f"  {one['from']} to {one['to']}: {more}, {after}")
    return said
