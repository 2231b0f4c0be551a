"""Flag what looks as if people acted together, for people to look at.

A flag removes nobody and weighs nothing by itself. Everything that is flagged here has an innocent twin (one viral
link, a shared house, friends who talked it over), and the sentence of each flag says so. All is whole numbers, without
chance and without regard to the order in which acts are given: who has the published acts finds the same flags.

The ten-second window and the share of four fifths are those of CooRTweet (N. Righetti, P. Balluff, 2024). That a moment
is out of the ordinary is said of counts that lie seven standard deviations of a Poisson count above what was to be
expected by the pace of the hour. Where people did the same it must also lie so far above the minutes just before and
after, and so many of those who came in that moment must have done so as comes about once in 200 times: a link that
brings a crowd, for and against, ties nobody together.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import comb
from typing import Final

from amends.core.choice import sentences
from amends.core.choice.alike import Joined, alike
from amends.core.choice.sentences import PEOPLE, PERSON, Sentence, Value, number, say
from amends.core.vocabulary import DAY, HOUR, MINUTE, SECOND, Instant


class FlagKind(StrEnum):
    """What was noticed. The first three tie people together; the last two are only told."""

    SAME_WORDS = "same-words"
    SAME_MOMENT = "same-moment"
    SAME_BALLOT = "same-ballot"
    YOUNG_ACCOUNTS = "young-accounts"
    BURST = "burst"


TYING: Final = frozenset({FlagKind.SAME_WORDS, FlagKind.SAME_MOMENT, FlagKind.SAME_BALLOT})
"""The flags whose members form a cluster. To arrive in one hour, or to be new, ties nobody to anybody."""


@dataclass(frozen=True, slots=True)
class Act:
    """One message or ballot of one person.

    ``person`` is the id that the ballots know, ``id`` that of the message or ballot. ``did`` says what was done so that
    the same can be known again (the marks of a ballot, a link that was shared), or is empty. ``words`` are the
    message, or the ballot's reason. ``born_at`` is when the account was made, where the network tells it.
    """

    person: str
    id: str
    at: Instant
    did: str = ""
    words: str = ""
    ballot: bool = False
    born_at: Instant | None = None


@dataclass(frozen=True, slots=True)
class Watch:
    """What counts as worth a look.

    ``moment`` and ``burst`` are windows in microseconds; ``young`` an age in microseconds. ``part`` is the share of
    shingles that near-copies have in common, ``shortest`` the letters below which words or reasons are not compared.
    """

    moment: int = 10 * SECOND
    burst: int = MINUTE
    young: int = 7 * DAY
    part: tuple[int, int] = (4, 5)
    shortest_words: int = 24
    shortest_reason: int = 20
    fewest_alike: int = 3
    fewest_at_once: int = 6
    fewest_in_burst: int = 10
    deviations: int = 7
    rarity: int = 200


@dataclass(frozen=True, slots=True)
class Flag:
    """Something to look at: its kind, a sentence that names its innocent twin, its people, and from when to when."""

    kind: FlagKind
    sentence: Sentence
    members: tuple[str, ...]
    began_at: Instant
    ended_at: Instant


@dataclass(frozen=True, slots=True)
class Cluster:
    """People tied together by flags that share a member, and the kinds of these flags."""

    members: tuple[str, ...]
    kinds: tuple[FlagKind, ...]


def flags(acts: Iterable[Act], watch: Watch | None = None) -> tuple[Flag, ...]:
    """Find everything worth a look, in the order of the kinds and then of time.

    >>> words = "Take the review down, this is a personal space."
    >>> found = flags(Act(person, person, at, words=words) for at, person in enumerate(("ada", "ben", "cem")))
    >>> print(found[0].sentence)
    3 people wrote almost the same words. One text passed from hand to hand, or a form to copy, can look the same.
    """
    watched = watch or Watch()
    ordered = sorted(acts, key=lambda act: (act.at, act.person, act.id))
    found = [
        *_same_words([act for act in ordered if not act.ballot], watched),
        *_same_moment(ordered, watched),
        *_same_ballot([act for act in ordered if act.ballot], watched),
        *_young(ordered, watched),
        *_bursts(ordered, watched),
    ]
    kinds = list(FlagKind)
    return tuple(sorted(found, key=lambda flag: (kinds.index(flag.kind), flag.began_at, flag.ended_at, flag.members)))


def clusters(found: Iterable[Flag]) -> tuple[Cluster, ...]:
    """Tie together people who share a flag that ties, the largest cluster first.

    >>> one = Flag(FlagKind.SAME_WORDS, say("…"), ("ada", "ben"), 0, 1)
    >>> two = Flag(FlagKind.SAME_MOMENT, say("…"), ("ben", "cem"), 0, 1)
    >>> clusters([one, two])[0].members
    ('ada', 'ben', 'cem')
    """
    tying = [flag for flag in found if flag.kind in TYING]
    people = sorted({member for flag in tying for member in flag.members})
    place = {person: at for at, person in enumerate(people)}
    joined = Joined(len(people))
    for flag in tying:
        for member in flag.members[1:]:
            joined.join(place[flag.members[0]], place[member])
    members: defaultdict[int, list[str]] = defaultdict(list)
    kinds: defaultdict[int, set[FlagKind]] = defaultdict(set)
    for person in people:
        members[joined.root(place[person])].append(person)
    for flag in tying:
        kinds[joined.root(place[flag.members[0]])].add(flag.kind)
    made = [
        Cluster(tuple(theirs), tuple(kind for kind in FlagKind if kind in kinds[root]))
        for root, theirs in members.items()
    ]
    return tuple(sorted(made, key=lambda cluster: (-len(cluster.members), cluster.members)))


def far_beyond(seen: int, expected: tuple[int, int], deviations: int) -> bool:
    """Whether a count is far above an expected one, given as a fraction: by so many Poisson standard deviations.

    >>> far_beyond(6, (3, 360), 7), far_beyond(12, (1000, 360), 7)
    (True, False)
    """
    numerator, denominator = expected
    above = seen * denominator - numerator
    return above > 0 and above * above >= deviations * deviations * numerator * denominator


def rarely_so_many(seen: int, of: int, share: tuple[int, int], rarity: int) -> bool:
    """Whether ``seen`` or more of ``of`` come about at most once in ``rarity``, were each as likely as ``share``.

    The exact tail of the binomial in whole numbers, up to 400; beyond, three standard deviations (once in 740).

    >>> rarely_so_many(8, 8, (1, 2), 200), rarely_so_many(17, 18, (9, 10), 200)
    (True, False)
    """
    likely, whole = share
    if of > 400:
        above = seen * whole - of * likely
        return above > 0 and above * above >= 9 * of * likely * (whole - likely)
    tail: int = sum(comb(of, many) * likely**many * (whole - likely) ** (of - many) for many in range(seen, of + 1))
    return tail * rarity <= int(whole**of)


def _flag(kind: FlagKind, acts: Sequence[Act], seconds: int = 0, days: int = 0) -> Flag:
    members = tuple(sorted({act.person for act in acts}))
    template = sentences.FLAGS[kind]
    values: dict[str, Value] = {"people": number(len(members), PERSON, PEOPLE), "seconds": seconds, "days": days}
    used = {name: value for name, value in values.items() if f"{{{name}}}" in template}
    return Flag(kind, say(template, **used), members, min(act.at for act in acts), max(act.at for act in acts))


def _people(acts: Iterable[Act]) -> int:
    return len({act.person for act in acts})


def _near(kind: FlagKind, acts: Sequence[Act], shortest: int, watch: Watch) -> Iterator[Flag]:
    by_place = dict(enumerate(acts))
    for places in alike({place: act.words for place, act in by_place.items()}, watch.part, shortest):
        together = [by_place[place] for place in places]
        if _people(together) >= watch.fewest_alike:
            yield _flag(kind, together)


def _same_words(messages: Sequence[Act], watch: Watch) -> Iterator[Flag]:
    return _near(FlagKind.SAME_WORDS, messages, watch.shortest_words, watch)


def _same_ballot(ballots: Sequence[Act], watch: Watch) -> Iterator[Flag]:
    for _, marked in sorted(_by_did(ballots).items()):
        yield from _near(FlagKind.SAME_BALLOT, marked, watch.shortest_reason, watch)


def _by_did(acts: Iterable[Act]) -> Mapping[str, list[Act]]:
    found: defaultdict[str, list[Act]] = defaultdict(list)
    for act in acts:
        found[act.did].append(act)
    return found


def _same_moment(ordered: Sequence[Act], watch: Watch) -> Iterator[Flag]:
    by_did = {did: _first_acts(acts) for did, acts in sorted(_by_did(ordered).items()) if did}
    everything = sorted(act.at for acts in by_did.values() for act in acts)
    for acts in by_did.values():
        for together in _crowded(acts, watch.moment, watch.fewest_at_once, watch.deviations, near=6):
            span = (together[0].at, together[-1].at)
            then = bisect_right(everything, span[1]) - bisect_left(everything, span[0])
            # How common it was to do this at all other times, half an act of grace for each side.
            share = (2 * (len(acts) - len(together)) + 1, 2 * (len(everything) - then) + 2)
            if rarely_so_many(len(together), then, share, watch.rarity):
                yield _flag(FlagKind.SAME_MOMENT, together, seconds=-(-(span[1] - span[0]) // SECOND) or 1)


def _bursts(ordered: Sequence[Act], watch: Watch) -> Iterator[Flag]:
    for together in _crowded(_first_acts(ordered), watch.burst, watch.fewest_in_burst, watch.deviations):
        yield _flag(FlagKind.BURST, together, seconds=-(-(together[-1].at - together[0].at) // SECOND) or 1)


def _young(ordered: Sequence[Act], watch: Watch) -> Iterator[Flag]:
    young = [act for act in _first_acts(ordered) if act.born_at is not None and act.at - act.born_at < watch.young]
    if len(young) >= watch.fewest_alike:
        yield _flag(FlagKind.YOUNG_ACCOUNTS, young, days=watch.young // DAY)


def _first_acts(ordered: Iterable[Act]) -> list[Act]:
    """Keep each person's first act: who does a thing ten times in ten seconds is one person."""
    first: dict[str, Act] = {}
    for act in ordered:
        first.setdefault(act.person, act)
    return list(first.values())


def _crowded(acts: Sequence[Act], window: int, fewest: int, deviations: int, *, near: int = 0) -> Iterator[list[Act]]:
    """Find runs of acts in which every window is far above the pace; ``acts`` are in the order of time.

    The pace is that of the hour around and, where ``near`` windows on each side are to be looked at too, that of the
    busier side: a crowd comes and goes over minutes, and is its own pace.
    """
    times = [act.at for act in acts]

    def between(start: int, end: int) -> int:
        return bisect_left(times, end) - bisect_left(times, start)

    marked: list[tuple[int, int]] = []
    for start, at in enumerate(times):
        end = at + window
        after = bisect_left(times, end)
        seen = after - start
        if seen < fewest:
            continue
        paces = [(between(at - HOUR // 2, at + HOUR // 2) - seen, max(1, HOUR // window))]
        if near:
            paces.append((max(between(at - near * window, at), between(end, end + near * window)), near))
        if all(far_beyond(seen, pace, deviations) for pace in paces):
            # Windows that overlap are one moment that lasted longer.
            if marked and start < marked[-1][1]:
                marked[-1] = (marked[-1][0], after)
            else:
                marked.append((start, after))
    for start, end in marked:
        yield list(acts[start:end])
