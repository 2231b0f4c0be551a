"""Spill: how objection at one member raises objection at the next, in which direction, and after how long.

A discrete-time Hawkes process (A. G. Hawkes, Biometrika 58, 1971) over hours. What a member is met with in an hour is
a sum of parts, none below nought: what is usual at that hour of the day, what follows her own post, what touches
everybody (whatever all others together are met with beyond their usual), what she was met with herself in the day
before, and what each other member was met with in the day before. It is fitted by multiplicative steps (Richardson and
Lucy's, which only ever raise the likelihood).

Edges are let in one a member and round, the likeliest first, so that what comes by way of a third is told from what
comes at once. Whether an edge is more than chance is told by the efficient score of letting it in, set against the
same score with the other's hours shifted by whole days: each keeps its hours and its bursts and loses only what ties
the two. Of all pairs those are let in whose score is out of the ordinary among all those of shifted days (Y. Benjamini
and Y. Hochberg, JRSS B 57, 1995), and in the end those stay whose interval leaves out that nothing follows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt
from typing import Final

import numpy as np
from numpy.typing import NDArray

from amends.core.campaign.heard import Counts, Member, since_posted
from amends.core.interval import NORMAL
from amends.core.vocabulary import Instant

WINDOWS: Final = ((1, 2), (3, 6), (7, 12), (13, 24))
"""Hours after which objection elsewhere may follow: each window has a part of its own."""
FADES: Final = (3.0, 8.0)
"""Hours in which what follows falls to a third, soon or late: an edge is looked for by both, and the clearer tells."""
FARTHEST: Final = 24
"""Hours after which nothing follows any more."""
MIDDLES: Final = np.array([(low + high) / 2 for low, high in WINDOWS])
OWN: Final = (0, 1, 2, 3, 4, 6, 8, 11, 15, 20, 26, 36, 48, 72, 120, 240)
"""Hours since a member's own post at which a part of its own begins: a burst falls fast at first, and then slowly."""
STEPS: Final = 250
FINAL: Final = 1500
"""Steps of a fit whose figures are told; the others are only compared with one another."""
ROUNDS: Final = 8
LEAST_NEWS: Final = 4
"""Among fewer members, all others in an hour are hardly news that touches everybody."""
LEFT: Final = 0.02
"""A source of which no more than this is left, once what is fitted has had its part, tells nothing of its own."""
SOME: Final = 1e-3
"""Parts that stand for less than this of a member's people have none."""
FALSE: Final = 0.05
"""The share of kept edges that may be false, aimed at."""
LEAST_PEOPLE: Final = 20
LEAST_DAYS: Final = 14
"""Fewer people who object, or days, on either side say nothing about who follows whom."""


@dataclass(frozen=True, slots=True)
class Edge:
    """Objection at ``source`` raises that at ``target`` (indices).

    ``more`` is how many people more object at the target for each who does at the source, with its 95 % interval;
    ``hours`` is after how long on the average, with its own. ``chance`` is how often shifted days show as much.
    """

    source: int
    target: int
    more: float
    low: float
    high: float
    hours: float
    hours_low: float
    hours_high: float
    chance: float


def spill(counts: Counts, begun: Instant, members: Sequence[Member]) -> tuple[Edge, ...] | None:
    """Find the edges between members from the people an hour who begin to object (rows are hours, columns members).

    None where fewer than two weeks were heard. Members at whom fewer than `LEAST_PEOPLE` objected have no edges.

    >>> rng = np.random.Generator(np.random.PCG64(3))
    >>> first = rng.poisson(0.4, 24 * 40).astype(float)
    >>> second = rng.poisson(0.1 + 0.8 * np.concatenate((np.zeros(4), first[:-4]))).astype(float)
    >>> edges = spill(np.column_stack((first, second)), 0, [Member("one"), Member("two")])
    >>> [(edge.source, edge.target, round(edge.hours)) for edge in edges]
    [(0, 1, 5)]
    """
    hours, many = counts.shape
    if hours < 24 * LEAST_DAYS:
        return None
    followed = _followed(counts)
    usual = np.ascontiguousarray(_usual(counts, begun, members))
    alone = np.concatenate((usual, _touching_all(counts, usual), followed.transpose(2, 0, 1)), axis=2)
    data = _Data(counts, followed, np.ascontiguousarray(alone))
    told = counts.sum(axis=0) >= LEAST_PEOPLE
    edges = np.zeros((many, many))
    chances = np.ones((many, many))
    fitted, scores = data.begun(), None
    targets = np.arange(many)
    for _ in range(ROUNDS):
        fitted = data.fit(fitted, edges, targets, STEPS)
        fresh = data.scores(fitted, targets)
        scores = fresh if scores is None else scores
        scores[:, targets] = fresh
        open_ = np.outer(told, told) & ~np.eye(many, dtype=bool) & (edges == 0)
        found = _chances(scores, open_)
        let_in = _likeliest(found, _kept(found, int(edges.sum()), int(np.outer(told, told).sum() - told.sum())))
        if not let_in.any():
            break
        chances[let_in] = found[let_in]
        edges[let_in] = 1.0
        targets = np.flatnonzero(let_in.any(axis=1))
    final = data.fit(fitted, edges, np.flatnonzero(edges.any(axis=1)), FINAL)
    pairs = sorted(zip(*np.nonzero(edges), strict=True), key=lambda pair: (chances[pair], pair))
    kept = (final.edge(int(target), int(source), float(chances[target, source])) for target, source in pairs)
    return tuple(edge for edge in kept if edge.low > 0)


def _chances(scores: Counts, open_: NDArray[np.bool_]) -> Counts:
    """Return how often shifted days show a score as high, a target (row) and source; 1 where no edge may be.

    Each score is held beside all others of its pair, in units of their spread, so that the one as it is and the shifted
    ones stand out as easily where nothing ties the two.
    """
    others = len(scores) - 1
    middle = (scores.sum(axis=0) - scores) / others
    square = ((scores**2).sum(axis=0) - scores**2) / others
    away = (scores - middle) / (np.sqrt(np.maximum(square - middle**2, 0)) + 1.0)
    shifted = np.sort(away[1:][:, open_].ravel())
    chances: Counts = np.ones_like(scores[0])
    beyond = len(shifted) - np.searchsorted(shifted, away[0][open_], side="left")
    chances[open_] = (beyond + 1.0) / (len(shifted) + 1.0)
    return chances


def _kept(chances: Counts, already: int, pairs: int) -> NDArray[np.bool_]:
    """Return which edges Benjamini and Hochberg's step-up lets in, beside those that are in already."""
    ordered = np.sort(chances.ravel())
    ranks = np.arange(1, len(ordered) + 1) + already
    passing = np.flatnonzero(ordered <= FALSE * ranks / max(pairs, 1))
    return chances <= ordered[passing[-1]] if len(passing) else np.zeros_like(chances, bool)


def _likeliest(chances: Counts, kept: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return at most one of the kept edges for each target: the likeliest."""
    first = np.where(kept, chances, np.inf).argmin(axis=1)
    only = np.zeros_like(kept)
    only[np.arange(len(kept)), first] = True
    return only & kept


def _followed(counts: Counts) -> Counts:
    """Return, an hour, window and member, the people an hour in the window before."""
    summed = np.vstack((np.zeros((1, counts.shape[1])), np.cumsum(counts, axis=0)))
    hours = np.arange(len(counts))
    return np.stack(
        [
            (summed[np.maximum(hours - low + 1, 0)] - summed[np.maximum(hours - high, 0)]) / (high - low + 1)
            for low, high in WINDOWS
        ],
        axis=1,
    )


def _fading(counts: Counts) -> Counts:
    """Return, an hour, what is left of the people of the hours before, for each of `FADES` and member, side by side."""
    many = counts.shape[1]
    ages = np.arange(1, FARTHEST + 1)
    faded = np.zeros((len(counts), len(FADES) * many))
    for place, fade in enumerate(FADES):
        weights = np.exp(-ages / fade)
        for age, weight in zip(ages.tolist(), (weights / weights.sum()).tolist(), strict=True):
            faded[age:, place * many : (place + 1) * many] += weight * counts[:-age]
    return faded


def _usual(counts: Counts, begun: Instant, members: Sequence[Member]) -> Counts:
    """Return what comes whatever happens elsewhere: always, by hour of the day, and since her own post.

    It is (members, hours, parts).
    """
    hours, many = counts.shape
    clock = (np.arange(hours) + begun // 3_600_000_000) % 24
    usual = np.bincount(clock, counts.sum(axis=1), 24) / np.maximum(np.bincount(clock, minlength=24), 1)
    usual = (usual + np.roll(usual, 1) + np.roll(usual, -1)) / max(usual.mean() * 3, 1e-9)
    ages = since_posted(members, begun, hours)
    own = [((ages >= low) & (ages < high)).astype(float) for low, high in pairwise(OWN)]
    by_hour = np.repeat(usual[clock][:, None], many, axis=1)
    return np.stack([np.ones((hours, many)), by_hour, *own], axis=2).transpose(1, 0, 2)


def _touching_all(counts: Counts, usual: Counts) -> Counts:
    """Return what touches everybody, as each member's others tell it: (members, hours, parts).

    It is how many more people than is usual for them all others together are met with, in the same hour and in each
    window before it: a storm of one of them after her own post is usual for her, and news is not. None of it is the
    member's own. Among few members, all others are hardly everybody, and nothing is told.
    """
    hours, many = counts.shape
    if many <= LEAST_NEWS:
        return np.zeros((many, hours, 0))
    data = _Data(counts, np.zeros((hours, 0, many)), usual)
    beyond = counts - data.fit(data.begun(), np.zeros((many, many)), np.arange(many), STEPS).rate
    others = (beyond.sum(axis=1, keepdims=True) - beyond) / (many - 1)
    at_all = np.concatenate((others[:, None, :], _followed(others)), axis=1)
    touching: Counts = np.maximum(at_all, 0).transpose(2, 0, 1)
    return touching


@dataclass(frozen=True, slots=True)
class _Data:
    """What is fitted: ``counts`` (hours, members), ``followed`` (hours, windows, members).

    ``alone`` is what each member is met with whoever is followed: (members, hours, parts).
    """

    counts: Counts
    followed: Counts
    alone: Counts

    def scores(self, fitted: _Fitted, targets: NDArray[np.int64]) -> Counts:
        """Score every edge to some targets, as it is (first) and with the source's hours moved by whole days.

        A score is the slope of the likelihood where it is above nought, in units of what is left of its spread once all
        that is fitted already has had its part (an efficient score), for what fades soon or late, whichever is more.
        It is (days, targets, sources).
        """
        hours, many = self.counts.shape
        days = hours // 24
        least = min(4, days // 3)
        flat = _fading(self.counts)
        shifts = [np.roll(flat, 24 * day, axis=0) for day in (0, *range(least, days - least + 1))]
        told = np.empty((len(shifts), len(targets), many))
        for place, target in enumerate(targets):
            rate, known = fitted.rate[:, target], fitted.known(int(target))
            slope, weighted = self.counts[:, target] / rate - 1, known / rate[:, None]
            inverse = np.linalg.pinv(known.T @ weighted)
            for number, moved in enumerate(shifts):
                whole = (1 / rate) @ (moved * moved)
                shared = weighted.T @ moved
                left = np.maximum(
                    whole - np.einsum("ps,pq,qs->s", shared, inverse, shared, optimize=True), LEFT * whole
                )
                standard = (slope @ moved) / np.sqrt(left + 1e-9)
                told[number, place] = np.maximum(standard, 0).reshape(len(FADES), many).max(axis=0)
        return told

    def begun(self) -> _Fitted:
        """Return a fit that nothing was fitted of yet."""
        many, _, parts = self.alone.shape
        windows = self.followed.shape[1]
        own = np.repeat((self.counts.mean(axis=0)[:, None] + 1e-6) / parts, parts, axis=1)
        return _Fitted(self, np.ones_like(self.counts), own, np.zeros((many, many, windows)))

    def fit(self, before: _Fitted, edges: Counts, targets: NDArray[np.int64], steps: int) -> _Fitted:
        """Fit some targets anew, from where a fit stands; ``edges`` is 1 where a target (row) follows a source."""
        hours, windows, many = self.followed.shape
        flat = self.followed.reshape(hours, windows * many)
        alone, seen = self.alone[targets], self.counts[:, targets]
        turned = np.ascontiguousarray(alone.transpose(0, 2, 1))
        own = before.own[targets]
        theirs = before.parts[targets].transpose(2, 1, 0).reshape(windows * many, len(targets))
        new = np.tile(edges[targets].T, (windows, 1))
        theirs = np.where((theirs == 0) & (new > 0), 0.1, theirs)
        own_sum, flat_sum = alone.sum(axis=1) + 1e-9, flat.sum(axis=0)[:, None] + 1e-9
        for _ in range(steps):
            over = seen / ((alone @ own[:, :, None])[:, :, 0].T + flat @ theirs + 1e-9)
            own = own * (turned @ over.T[:, :, None])[:, :, 0] / own_sum
            if new.any():
                theirs = theirs * (flat.T @ over) / flat_sum
        rate, own_now, parts = before.rate.copy(), before.own.copy(), before.parts.copy()
        rate[:, targets] = (alone @ own[:, :, None])[:, :, 0].T + flat @ theirs + 1e-9
        own_now[targets] = own
        parts[targets] = theirs.reshape(windows, many, len(targets)).transpose(2, 1, 0)
        return _Fitted(self, rate, own_now, parts)


@dataclass(frozen=True, slots=True)
class _Fitted:
    """A fit: the ``rate`` an hour and member, her ``own`` parts, and the ``parts`` of edges.

    Those are (targets, sources, windows), and nought where there is no edge.
    """

    data: _Data
    rate: Counts
    own: Counts
    parts: Counts

    def known(self, target: int) -> Counts:
        """Return all that is fitted of a target and has a part in it: hours by parts."""
        sources = np.flatnonzero(self.parts[target].any(axis=1))
        alone = self.data.alone[target]
        mean = np.abs(alone).mean(axis=0) * self.own[target]
        return np.concatenate((alone[:, mean > SOME * self.rate[:, target].mean()], self._following(sources)), axis=1)

    def edge(self, target: int, source: int, chance: float) -> Edge:
        """Tell one edge, with the intervals that the curvature of the likelihood gives (Fisher's information)."""
        sources = np.flatnonzero(self.parts[target].any(axis=1))
        place = int(np.searchsorted(sources, source)) * len(MIDDLES)
        seen = np.concatenate((self._following(sources), self.data.alone[target]), axis=1)
        seen = seen / np.sqrt(self.rate[:, target])[:, None]
        spread = np.linalg.pinv(seen.T @ seen)[place : place + len(MIDDLES), place : place + len(MIDDLES)]
        part = self.parts[target, source]
        more = max(float(part.sum()), 1e-9)
        error = sqrt(max(float(spread.sum()), 0.0))
        hours = float(part @ MIDDLES / more)
        slope = (MIDDLES - hours) / more
        drift = sqrt(max(float(slope @ spread @ slope), 0.0))
        return Edge(
            source, target, more, max(0.0, more - NORMAL * error), more + NORMAL * error, hours,
            max(1.0, hours - NORMAL * drift), min(24.0, hours + NORMAL * drift), chance,
        )  # fmt: skip

    def _following(self, sources: NDArray[np.int64]) -> Counts:
        followed = self.data.followed
        told: Counts = followed[:, :, sources].transpose(0, 2, 1).reshape(len(followed), -1)
        return told
