"""Spill: how objection at one member raises objection at the next, in which direction, and after how long.

A discrete-time Hawkes process (A. G. Hawkes, Biometrika 58, 1971) over hours. What a member is met with in an hour is a
sum of parts, none below nought: what is usual at that hour of the day, what follows her own post, what she was met with
herself in the day before, and what each other member was met with in the day before. It is fitted by multiplicative
steps (Richardson and Lucy's, which only ever raise the likelihood).

Edges are let in one a member and round, the likeliest first, so that what comes by way of a third is told from what
comes at once. Whether an edge is more than chance is told by the score of letting it in, set against the same score
with the other's hours shifted by whole days: each keeps its hours and its bursts and loses only what ties the two. Of
all pairs those are let in whose score is out of the ordinary among all those of shifted days (Y. Benjamini and
Y. Hochberg, JRSS B 57, 1995), and in the end those stay whose interval leaves out that nothing follows.
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
from amends.core.vocabulary import Instant

WINDOWS: Final = ((1, 2), (3, 6), (7, 12), (13, 24))
"""Hours after which objection elsewhere may follow: each window has a part of its own."""
MIDDLES: Final = np.array([(low + high) / 2 for low, high in WINDOWS])
OWN: Final = (0, 1, 2, 3, 4, 6, 8, 11, 15, 20, 26, 36, 48, 72, 120, 240)
"""Hours since a member's own post at which a part of its own begins: a burst falls fast at first, and then slowly."""
STEPS: Final = 250
FINAL: Final = 1500
"""Steps of a fit whose figures are told; the others are only compared with one another."""
ROUNDS: Final = 8
LEAST_NEWS: Final = 4
"""Among fewer members, all others in an hour are hardly news that touches everybody."""
FALSE: Final = 0.05
"""The share of kept edges that may be false, aimed at."""
LEAST_PEOPLE: Final = 20
LEAST_DAYS: Final = 14
"""Fewer people who object, or days, on either side say nothing about who follows whom."""
NORMAL: Final = 1.959964


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
    data = _Data(counts, _followed(counts), _background(counts, begun, members))
    told = counts.sum(axis=0) >= LEAST_PEOPLE
    edges = np.zeros((many, many))
    chances = np.ones((many, many))
    for _ in range(ROUNDS):
        open_ = np.outer(told, told) & ~np.eye(many, dtype=bool) & (edges == 0)
        found = _chances(data.scores(data.of(edges, STEPS).rate), open_)
        let_in = _likeliest(found, _kept(found, int(edges.sum()), int(np.outer(told, told).sum() - told.sum())))
        if not let_in.any():
            break
        chances[let_in] = found[let_in]
        edges[let_in] = 1.0
    final = data.of(edges, FINAL)
    pairs = sorted(zip(*np.nonzero(edges), strict=True), key=lambda pair: (chances[pair], pair))
    kept = (final.edge(int(target), int(source), float(chances[target, source])) for target, source in pairs)
    return tuple(edge for edge in kept if edge.low > 0)


def _chances(scores: Counts, open_: NDArray[np.bool_]) -> Counts:
    """Return how often shifted days show a score as high, a target (row) and source; 1 where no edge may be."""
    null = scores[1:]
    middle, spread = null.mean(axis=0), null.std(axis=0) + 1.0
    away = (scores - middle) / spread
    shifted = np.sort(away[1:][:, open_].ravel())
    chances: Counts = np.ones_like(middle)
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


def _background(counts: Counts, begun: Instant, members: Sequence[Member]) -> Counts:
    """Return what follows nobody: always, by hour of the day, with all others in the same hour, since her own post.

    What all others are met with in the same hour stands for news that touches everybody; it is (hours, parts, members).
    """
    hours, many = counts.shape
    clock = (np.arange(hours) + begun // 3_600_000_000) % 24
    usual = np.bincount(clock, counts.sum(axis=1), 24) / np.maximum(np.bincount(clock, minlength=24), 1)
    usual = (usual + np.roll(usual, 1) + np.roll(usual, -1)) / max(usual.mean() * 3, 1e-9)
    ages = since_posted(members, begun, hours)
    own = [((ages >= low) & (ages < high)).astype(float) for low, high in pairwise(OWN)]
    others = (counts.sum(axis=1, keepdims=True) - counts) / max(many - 1, 1)
    by_hour = np.repeat(usual[clock][:, None], many, axis=1)
    return np.stack([np.ones((hours, many)), by_hour, *([others] if many > LEAST_NEWS else []), *own], axis=1)


@dataclass(frozen=True, slots=True)
class _Data:
    """What is fitted: ``counts`` (hours, members), ``followed`` (hours, windows, members), ``background`` likewise."""

    counts: Counts
    followed: Counts
    background: Counts

    def scores(self, rate: Counts) -> Counts:
        """Score every edge, as it is (first) and with the source's hours moved round by whole days (the rest).

        A score is the sum over windows of the squared standardised slope of the likelihood, where that is above nought.
        """
        hours, windows, many = self.followed.shape
        days = hours // 24
        least = min(4, days // 3)
        slope, weight = self.counts / rate - 1, 1 / rate
        told = []
        for day in (0, *range(least, days - least + 1)):
            moved = np.roll(self.followed, 24 * day, axis=0).reshape(hours, windows * many)
            standard = (slope.T @ moved) / np.sqrt(weight.T @ (moved * moved) + 1e-9)
            told.append((np.maximum(standard, 0) ** 2).reshape(many, windows, many).sum(axis=1))
        return np.array(told)

    def of(self, edges: Counts, steps: int) -> _Fitted:
        """Fit all members at once; ``edges`` is 1 where a target (row) follows a source (column)."""
        hours, windows, many = self.followed.shape
        flat = self.followed.reshape(hours, windows * many)
        alone = np.concatenate((self.background, self.followed), axis=1)
        own = np.repeat((self.counts.mean(axis=0) + 1e-6)[None, :] / alone.shape[1], alone.shape[1], axis=0)
        theirs = np.tile(edges.T, (windows, 1)) * 0.1
        own_sum, flat_sum = alone.sum(axis=0) + 1e-9, flat.sum(axis=0)[:, None] + 1e-9
        for _ in range(steps):
            over = self.counts / (np.einsum("tpm,pm->tm", alone, own) + flat @ theirs + 1e-9)
            own *= np.einsum("tpm,tm->pm", alone, over) / own_sum
            if edges.any():
                theirs *= (flat.T @ over) / flat_sum
        rate = np.einsum("tpm,pm->tm", alone, own) + flat @ theirs + 1e-9
        return _Fitted(self.followed, alone, rate, theirs.reshape(windows, many, many).transpose(2, 1, 0), edges)


@dataclass(frozen=True, slots=True)
class _Fitted:
    """A fit: the ``rate`` an hour and member, and the ``parts`` of each edge (targets, sources, windows)."""

    followed: Counts
    alone: Counts
    rate: Counts
    parts: Counts
    edges: Counts

    def edge(self, target: int, source: int, chance: float) -> Edge:
        """Tell one edge, with the intervals that the curvature of the likelihood gives (Fisher's information)."""
        sources = np.flatnonzero(self.edges[target])
        place = int(np.searchsorted(sources, source)) * len(MIDDLES)
        seen = self.followed[:, :, sources].transpose(0, 2, 1).reshape(len(self.rate), -1)
        seen = np.concatenate((seen, self.alone[:, :, target]), axis=1) / np.sqrt(self.rate[:, target])[:, None]
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
