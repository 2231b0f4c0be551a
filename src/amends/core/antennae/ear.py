"""One subject's listening: mentions go in, in order of time, and rings come out.

The same few steps serve a live post and an archive of millions: note who speaks, close the five-minute bins that
have passed, glance at the open one. Everything an `Ear` holds besides the alarm's state can be told again from the
last day of mentions (`resume`), so a process that dies loses nothing that the store has kept.

>>> ear = listen(Setting(), 0)
>>> hear(ear, Mention(ref=1, person="x:ada", at=0, stance=Stance.OBJECTS, objection=0.9))
()
>>> until(ear, 10 * BIN)
()
>>> again = resume(ear.state, ear.setting, ear.open_bin * BIN, ear.recent)
>>> again.open_bin, len(again.recent)
(10, 1)
"""

from __future__ import annotations

from collections import deque
from collections.abc import Container, Iterable
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np

from amends.core.antennae.alarm import BIN, AlarmState, Counts, Setting, Verdict, fresh, glance, skip_quiet, step, told
from amends.core.antennae.alarm.setting import BLOCKS
from amends.core.antennae.people import SPAN, Window, admit
from amends.core.antennae.unread import count_unread
from amends.core.vocabulary import DAY, HOUR, Channel, Ground, GroundCount, Instant, Stance, UnreadCount

LOOKBACK: Final = SPAN * BIN
"""The two hours that an alert stands on."""
RUN_PAUSE: Final = HOUR
"""A pause this long between objections ends a run: what came before it belongs to another conversation."""
RUN_LENGTH: Final = DAY
"""How far back the beginning of a run is looked for."""
SHOWN: Final = 50
"""Most people whose words one ring carries as evidence."""
_TALLIES: Final = ("people", "objecting", "supporting")


@dataclass(frozen=True, slots=True)
class Mention:
    """One post that concerns the subject, read and ready to be counted.

    ``ref`` is the caller's own way back to the words (a row's key, an offset); ``objection`` the probability, 0 to
    1, that it objects; ``at`` the instant it is judged by; ``unread`` the language, where it could not be read in it.
    """

    ref: int
    person: str
    at: Instant
    stance: Stance
    objection: float
    grounds: tuple[Ground, ...] = ()
    unread: str = ""


@dataclass(frozen=True, slots=True)
class Ring:
    """What `Alert` will say, with mentions for evidence: the caller fetches their words."""

    at: Instant
    channel: Channel
    people: int
    objecting: int
    first_objection_at: Instant | None
    grounds: tuple[GroundCount, ...]
    evidence: tuple[Mention, ...]
    calibrated: bool
    escalation: bool
    unread: tuple[UnreadCount, ...] = ()


@dataclass(slots=True)
class Ear:
    """One subject's listening so far: the alarm's state for the closed bins, and what the open bin holds.

    ``open_bin`` is the number of the open bin (its start divided by `BIN`); ``recent`` the mentions of the last two
    hours by which a ring is told; ``objections`` the instants of the last day's objections.
    """

    state: AlarmState
    setting: Setting
    open_bin: int
    counted: dict[str, int] = field(default_factory=lambda: dict.fromkeys(_TALLIES, 0))
    windows: dict[str, Window] = field(default_factory=lambda: {tally: Window() for tally in _TALLIES})
    recent: deque[Mention] = field(default_factory=deque)
    objections: deque[Instant] = field(default_factory=deque)
    verdict: Verdict | None = None


def listen(setting: Setting, since: Instant) -> Ear:
    """Begin to listen for a subject nothing is known of, at an instant."""
    return Ear(fresh(1), setting, since // BIN)


def resume(state: AlarmState, setting: Setting, upto: Instant, recent: Iterable[Mention]) -> Ear:
    """Listen again from a saved state: ``upto`` is the start of its open bin.

    ``recent`` are the mentions at or after ``upto`` less a day, in order of time and then of ``ref``; those of the
    open bin are counted, those before only remembered.
    """
    ear = Ear(state, setting, upto // BIN)
    for mention in recent:
        _note(ear, mention, mention.at // BIN)
    return ear


def hear(ear: Ear, mention: Mention, *, history: bool = False) -> tuple[Ring, ...]:
    """Count one mention and tell what it rings, if anything; ``history`` is counted but never rings.

    Mentions come in order of time; one that comes late is counted in the open bin.
    """
    at_bin = max(mention.at // BIN, ear.open_bin)
    rings = until(ear, at_bin * BIN)
    if not _note(ear, mention, at_bin) or history:
        return () if history else rings
    return rings + judge(ear, mention.at)


def judge(ear: Ear, at: Instant) -> tuple[Ring, ...]:
    """Judge the open bin by what it holds now and tell what it rings: after a mention, or once some were read anew.

    >>> judge(listen(Setting(), 0), 0)
    ()
    """
    seen = glance(ear.state, 0, ear.counted["people"], ear.counted["objecting"], ear.counted["supporting"], ear.setting)
    rings = _rings(ear, at, case=seen.case, look=seen.look, sure=seen.calibrated, grew=seen.escalation)
    for ring in rings:
        ear.state = told(ear.state, 0, ring.channel, ear.counted["people"], ear.counted["objecting"])
    return rings


def ring_again(ear: Ear, at: Instant, refs: Container[int]) -> Ring:
    """Tell a storm that was told already again, for what is new in it: the objections of these ``refs`` show it.

    The alarm's own memory is left alone: this speaks of what is said, and no record was beaten.

    >>> ear = listen(Setting(), 0)
    >>> hear(ear, Mention(ref=1, person="x:ada", at=0, stance=Stance.OBJECTS, objection=0.9))
    ()
    >>> ring = ring_again(ear, 0, {1})
    >>> ring.objecting, ring.escalation, [mention.ref for mention in ring.evidence]
    (1, True, [1])
    """
    ring = _ring(ear, Channel.CASE, at, calibrated=bool(ear.state.blocks[0] >= BLOCKS), escalation=True)
    new = (mention for mention in ear.recent if mention.stance is Stance.OBJECTS and mention.ref in refs)
    return replace(ring, evidence=_evidence(new))


def until(ear: Ear, at: Instant, *, heard: bool = True) -> tuple[Ring, ...]:
    """Close every bin that ends at or before an instant; ``heard=False`` marks a gap in listening.

    A bin may ring as it closes although nobody speaks: where the ordinary falls, what was heard in the last two hours
    may come to stand above it.
    """
    rings: tuple[Ring, ...] = ()
    while (left := at // BIN - ear.open_bin) > 0:
        if heard and left > 1 and not any(ear.counted.values()) and not ear.state.recent[:, :, :-1].any():
            ear.state = skip_quiet(ear.state, left - 1, ear.setting)
            ear.open_bin += left - 1
        rings += _close_bin(ear, heard=heard)
    return rings


def _close_bin(ear: Ear, *, heard: bool) -> tuple[Ring, ...]:
    people, objecting, supporting = (np.array([ear.counted[tally]]) for tally in _TALLIES)
    counts = Counts(people, objecting, supporting, np.array([heard]))
    ear.state, ear.verdict = step(ear.state, counts, ear.setting)
    ear.counted = dict.fromkeys(_TALLIES, 0)
    ear.open_bin += 1
    case, look = bool(ear.verdict.case[0]), bool(ear.verdict.look[0])
    if not (case or look):
        return ()
    sure, grew = bool(ear.verdict.calibrated[0]), bool(ear.verdict.escalation[0])
    return _rings(ear, ear.open_bin * BIN, case=case, look=look, sure=sure, grew=grew)


def _rings(ear: Ear, at: Instant, *, case: bool, look: bool, sure: bool, grew: bool) -> tuple[Ring, ...]:
    """Tell what rings now, the case before the look; what nobody of the last two hours stands behind cannot ring."""
    while ear.recent and ear.recent[0].at <= at - LOOKBACK:
        ear.recent.popleft()
    made = (
        _ring(ear, channel, at, calibrated=sure, escalation=grew)
        for channel, fired in ((Channel.CASE, case), (Channel.LOOK, look))
        if fired
    )
    return tuple(ring for ring in made if ring.evidence)


def _note(ear: Ear, mention: Mention, at_bin: int) -> bool:
    """Remember a mention, count it where it is in the open bin; tell whether a tally rose."""
    rose = False
    for tally in _tallies_of(mention):
        if admit(ear.windows[tally], mention.person, at_bin) and at_bin >= ear.open_bin:
            ear.counted[tally] += 1
            rose = True
    ear.recent.append(mention)
    while ear.recent[0].at <= mention.at - LOOKBACK:
        ear.recent.popleft()
    if mention.stance is Stance.OBJECTS:
        ear.objections.append(mention.at)
        while ear.objections[0] < mention.at - RUN_LENGTH:
            ear.objections.popleft()
    return rose


def _tallies_of(mention: Mention) -> tuple[str, ...]:
    if mention.stance is Stance.OBJECTS:
        return ("people", "objecting")
    return ("people", "supporting") if mention.stance is Stance.SUPPORTS else ("people",)


def _ring(ear: Ear, channel: Channel, at: Instant, *, calibrated: bool, escalation: bool) -> Ring:
    objecting = [mention for mention in ear.recent if mention.stance is Stance.OBJECTS]
    people_by_ground: dict[Ground, set[str]] = {}
    for mention in objecting:
        for ground in mention.grounds:
            people_by_ground.setdefault(ground, set()).add(mention.person)
    grounds = (GroundCount(ground, len(people)) for ground, people in people_by_ground.items())
    return Ring(
        at=at,
        channel=channel,
        people=len({mention.person for mention in ear.recent}),
        objecting=len({mention.person for mention in objecting}),
        first_objection_at=_run_began(ear.objections),
        grounds=tuple(sorted(grounds, key=lambda count: (-count.people, count.ground))),
        evidence=_evidence(objecting if channel is Channel.CASE else ear.recent),
        calibrated=calibrated,
        escalation=escalation,
        unread=count_unread((mention.unread, mention.person) for mention in ear.recent),
    )


def _evidence(mentions: Iterable[Mention]) -> tuple[Mention, ...]:
    """Take each person's plainest objection, the plainest person first."""
    plainest: dict[str, Mention] = {}
    for mention in mentions:
        kept = plainest.get(mention.person)
        if kept is None or mention.objection > kept.objection:
            plainest[mention.person] = mention
    return tuple(sorted(plainest.values(), key=lambda mention: (-mention.objection, mention.at, mention.ref))[:SHOWN])


def _run_began(objections: deque[Instant]) -> Instant | None:
    """Walk back from the newest objection to the first of its run."""
    began: Instant | None = None
    for at in reversed(objections):
        if began is not None and began - at >= RUN_PAUSE:
            break
        began = at
    return began
