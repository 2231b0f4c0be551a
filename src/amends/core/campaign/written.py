"""A share as text: JSON Lines, what a member tells first, a line a person, and at the end a seal.

Version 1 (``amends/campaign-share/1``), documented in ``docs/reference/campaign.md``. The seal is made with the
campaign's key over all that stands before it: a share that was cut off, changed, or made for another campaign is
refused.
"""

from __future__ import annotations

import hmac
import json
import re
import unicodedata
from datetime import UTC, datetime
from typing import Any, Final

from amends.core.campaign.share import MARK, Declared, Share, Space, Told, campaign_mark, seal
from amends.core.vocabulary import DAY, HOUR, SECOND, Instant

SCHEMA: Final = "amends/campaign-share/1"
LARGEST: Final = 16_000_000
"""Bytes of a share: some hundred thousand people."""
LONGEST: Final = 366 * DAY
"""The longest time a share tells of."""
LONGEST_NAME: Final = 100
_AHEAD: Final = DAY
"""How far a clock may be ahead of ours."""
_MOMENTS: Final = (
    "posted_at", "noticed_at", "answered_at", "acknowledged_at", "stated_at", "asked_at", "decided_at",
)  # fmt: skip
_LEFT_OUT: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
_JOINERS: Final = "\u200c\u200d"
_EARLIEST: Final[Instant] = 946_684_800 * SECOND
"""The year 2000: no storm on a network was earlier."""


class UnfitShare(ValueError):
    """It cannot be taken as a share; the message says why in a sentence, and that nothing was changed."""


def written(share: Share, key: bytes) -> str:
    """Write a share for a campaign; `read_share` reads it again.

    >>> told = Told("Ann", 500_000 * HOUR, 500_024 * HOUR)
    >>> read_share(written(Share(told), bytes(32)), bytes(32), 500_030 * HOUR).told == told
    True
    """
    told = share.told
    head: dict[str, Any] = {
        "schema": SCHEMA,
        "campaign": campaign_mark(key),
        "member": told.member,
        "heard_from": _moment(told.heard_from),
        "heard_until": _moment(told.heard_until),
        "unheard_hours": told.unheard,
        "posts": told.posts,
        "space": told.space.value,
        "declared": told.declared.value,
        **{name: _moment(at) for name in _MOMENTS if (at := getattr(told, name)) is not None},
    }
    lines = [json.dumps(head, ensure_ascii=False)]
    for person, hours in sorted(share.people.items()):
        lines.append(json.dumps({"person": person, "objected": [_moment(hour) for hour in hours]}))
    text = "\n".join(lines) + "\n"
    return f"{text}{_end(len(share.people), seal(key, text))}\n"


def read_share(text: str, key: bytes, now: Instant) -> Share:
    """Read a share of the campaign with this key; raises `UnfitShare`."""
    if len(text) > LARGEST:
        raise UnfitShare(f"This is no share: it is longer than {LARGEST:,} letters. Nothing was taken.")
    body, _, last = text.rstrip("\r\n").replace("\r\n", "\n").rpartition("\n")
    head = _object(text.partition("\n")[0], 1)
    schema = head.get("schema")
    if schema != SCHEMA:
        raise UnfitShare(_other_schema(schema))
    if head.get("campaign") != campaign_mark(key):
        raise UnfitShare(
            "This share is of another campaign: it was made with another key. Ask its member which campaign it is for."
            " Nothing was taken."
        )
    end = _object(last, text.count("\n")) if body else {}
    if not isinstance(end.get("seal"), str):
        raise UnfitShare("This share is cut off: its last line, with the seal, is missing. Get it again, whole.")
    whole = _end(body.count("\n"), seal(key, body + "\n"))
    if not hmac.compare_digest(last.encode("utf-8", "surrogatepass"), whole.encode()):
        raise UnfitShare("This share was changed after it was made: its seal does not fit. Get it again.")
    told = _told(head, now)
    return Share(told, _people(body.split("\n")[1:], told))


def plain_name(name: object) -> str:
    r"""Return a member's name in one line, without what turns, hides or breaks other words.

    >>> plain_name(" Ann\u202e \x00 Lee\n"), plain_name("x" * 200) == "x" * 100, plain_name(7)
    ('Ann Lee', True, '')
    """
    if not isinstance(name, str):
        return ""
    # Joiners are letters' own; whatever else is a control, a half of a pair, or in private use is left out.
    kept = "".join(
        char if unicodedata.category(char) not in _LEFT_OUT or char in _JOINERS else " "
        for char in name[: 4 * LONGEST_NAME]
    )
    return " ".join(kept.split())[:LONGEST_NAME].rstrip()


def _end(people: int, sealed: str) -> str:
    """Return a share's last line."""
    return json.dumps({"people": people, "seal": sealed})


def _told(head: dict[str, Any], now: Instant) -> Told:
    member = plain_name(head.get("member"))
    if not member:
        raise UnfitShare("This share names no member. Nothing was taken.")
    start, until = (_instant(head.get(name), name, now) for name in ("heard_from", "heard_until"))
    if not start <= until <= start + LONGEST or start % HOUR or until % HOUR:
        raise UnfitShare(f"The share of {member} does not say in whole hours from when until when she was heard.")
    moments = {name: _instant(head[name], name, now) for name in _MOMENTS if head.get(name) is not None}
    try:
        space, declared = Space(head.get("space", "")), Declared(head.get("declared", ""))
    except ValueError:
        raise UnfitShare(f"The share of {member} names a space or a disclosure that is none of those known.") from None
    posts, unheard = (_count(head.get(name, 0), name) for name in ("posts", "unheard_hours"))
    return Told(member, start, until, unheard, posts, space=space, declared=declared, **moments)


def _people(lines: list[str], told: Told) -> dict[str, tuple[Instant, ...]]:
    found: dict[str, tuple[Instant, ...]] = {}
    for number, line in enumerate(lines, 2):
        one = _object(line, number)
        person, objected = one.get("person"), one.get("objected")
        if not isinstance(person, str) or not re.fullmatch(f"[0-9a-f]{{{MARK}}}", person):
            raise UnfitShare(f"Line {number} of this share names nobody by a key of {MARK} digits. Nothing was taken.")
        if person in found:
            raise UnfitShare(f"Line {number} of this share names somebody a second time. Nothing was taken.")
        if not isinstance(objected, list):
            raise UnfitShare(f"Line {number} of this share does not say when somebody objected. Nothing was taken.")
        hours = tuple(_instant(hour, f"line {number}", None) for hour in objected)
        if any(hour % HOUR or not told.heard_from <= hour < told.heard_until for hour in hours):
            raise UnfitShare(f"Line {number} of this share tells of an hour that its member was not heard in.")
        found[person] = tuple(sorted(set(hours)))
    return found


def _object(line: str, number: int) -> dict[str, Any]:
    try:
        told = json.loads(line)
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict):
        raise UnfitShare(
            f"Line {max(number, 1)} is not what a share holds there. A share is the file that a member’s amends makes"
            " for the campaign; it may be cut off or changed. Nothing was taken."
        )
    return told


def _other_schema(schema: object) -> str:
    if isinstance(schema, str) and schema.startswith("amends/campaign-share/"):
        return (
            f"This share is written as “{plain_name(schema)}”, and this site reads “{SCHEMA}”. Whichever amends is the"
            " older has to be renewed. Nothing was taken."
        )
    return "This file is no share of a campaign. Nothing was taken."


def _count(value: object, name: str) -> int:
    if type(value) is not int or not 0 <= value < 10**12:
        raise UnfitShare(f"This share’s “{name}” is no count. Nothing was taken.")
    return value


def _instant(value: object, name: str, now: Instant | None) -> Instant:
    try:
        told = datetime.fromisoformat(value) if isinstance(value, str) else None
        at = 0 if told is None else int((told if told.tzinfo else told.replace(tzinfo=UTC)).timestamp()) * SECOND
    except (ValueError, OverflowError):
        at = 0
    if at < _EARLIEST:
        raise UnfitShare(f"This share’s “{name}” is no time. Nothing was taken.")
    if now is not None and at > now + _AHEAD:
        raise UnfitShare(
            f"This share’s “{name}” lies in the future ({_moment(at)}): the clock it was made by is wrong. Nothing was"
            " taken; ask its member to set it and make the share again."
        )
    return at


def _moment(at: Instant) -> str:
    return datetime.fromtimestamp(at // SECOND, UTC).isoformat().replace("+00:00", "Z")
