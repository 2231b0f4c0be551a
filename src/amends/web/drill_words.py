"""What a drill measured, leg by leg, in words and seconds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from amends.store.models import Way

if TYPE_CHECKING:
    from amends.store.models import Drill


def table(drill: Drill) -> list[tuple[str, str]]:
    """Return each leg of a drill that has ended, and how long it took or why it was not gone."""
    rows = []
    if drill.began_at is not None:
        rows.append(("Asked for, until it began", _seconds(drill.began_at - drill.asked_at)))
    if drill.rang_after is not None:
        rows.append((f"First made-up objection, until the alarm rang at {drill.people}", _seconds(drill.rang_after)))
    if drill.raised_after is not None:
        rows.append(("Alarm, until the message was due", _seconds(drill.raised_after)))
    for way in drill.ways:
        rows += _legs(drill, way)
    return rows


def _legs(drill: Drill, way: dict[str, Any]) -> list[tuple[str, str]]:
    name = f"{way['name']} ({Way.Kind(way['kind']).label})"
    if "took" not in way or not way["well"]:
        return [(f"{name}: not reached", str(way["said"]))]
    whole = (drill.raised_after or 0) + way["waited"] + way["took"]
    return [
        (f"Message due, until it was sent to {name}", _seconds(way["waited"])),
        (f"Sent, until it was taken for {name}", _seconds(way["took"])),
        (f"Alarm, until it was taken for {name}, in all", _seconds(whole)),
    ]


def _seconds(span: int) -> str:
    """Write a span to a hundredth of a second.

    >>> _seconds(1_234_567)
    '1.23 s'
    """
    return f"{span / 1_000_000:.2f} s"
