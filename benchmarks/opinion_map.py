"""The opinion map beside red-dwarf and beside groups at random: the same votes, the same process, one core.

    OMP_NUM_THREADS=1 python benchmarks/opinion_map.py [--large]

Needs red-dwarf 0.4.0 beside the locked packages. Real votes are eleven Polis conversations of the research data
(`polis`; data gathered using the Polis software, sub-licensed under CC BY 4.0 with attribution to The Computational
Democracy Project), with the groups that Polis stored at export. Both get the same votes, the statements that were
moderated out among them, and the same rule of seven votes; red-dwarf gets them as the dicts it asks for, made outside
its time, and is seeded. Each is run three times and its best told. At random are groups of the stored sizes, drawn over
the same people, a mean of 20 draws.

Made votes: 200 statements, 30 votes a person, three planted groups, in shuffled order. ``--large`` adds a million
people in a process of its own (a gigabyte of disk, about a minute).
"""

from __future__ import annotations

import argparse
import csv
import os
import subprocess
import sys
import tempfile
import time
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from shared_data import folder

try:
    with warnings.catch_warnings(action="ignore"):
        from reddwarf.implementations.base import PolisClusteringResult, run_pipeline
        from reddwarf.utils.reducer.base import run_reducer
        from sklearn.metrics import adjusted_rand_score
except ImportError:
    sys.exit("red-dwarf is not installed here. Install it: pip install red-dwarf==0.4.0")

from amends.core.choice.opinion import (
    NO_GROUP,
    PLACE_UNIT,
    OpinionMap,
    answered,
    axes_of,
    opinion_map,
    standing_of,
    standing_votes,
    surveyed,
    turned,
)
from amends.core.choice.opinion.bridging import (
    AGREE,
    DISAGREE,
    dividing,
    group_aware,
    people_by_answer,
    representative,
    uniting,
)

if TYPE_CHECKING:
    from collections.abc import Callable

STATEMENTS, EACH = 200, 30
TIMES = 3
CHILD = """
import sys, time, numpy as np
from pathlib import Path
from amends.core.choice.opinion import opinion_map
person, statement, value = (np.load(Path(sys.argv[1], f"{name}.npy")) for name in ("person", "statement", "value"))
electorate = np.ones(int(sys.argv[2]), bool)
wall, cpu = time.perf_counter(), time.process_time()
told = opinion_map(person, statement, value, electorate, int(sys.argv[3]))
print(time.perf_counter() - wall, time.process_time() - cpu)
np.save(Path(sys.argv[1], "group.npy"), told.people.group)
"""


@dataclass(frozen=True)
class Conversation:
    """Votes over the statements anybody voted on, and for each person the group Polis stored (or `NO_GROUP`)."""

    name: str
    person: np.ndarray
    statement: np.ndarray
    value: np.ndarray
    stored: np.ndarray
    moderated: list[int]

    @property
    def people(self) -> int:
        """How many people there are, with votes or without."""
        return len(self.stored)

    @property
    def statements(self) -> int:
        """How many statements anybody voted on."""
        return int(self.statement.max()) + 1

    def dicts(self) -> list[dict[str, int]]:
        """List the votes in the form that red-dwarf asks for."""
        rows = zip(self.person.tolist(), self.statement.tolist(), self.value.tolist(), strict=True)
        return [{"participant_id": p, "statement_id": s, "vote": v} for p, s, v in rows]


def conversations() -> list[Conversation]:
    found = []
    for path in folder("polis").iterdir():
        if not path.is_dir():
            continue
        with (path / "participants-votes.csv").open(newline="") as file:
            header, *rows = csv.reader(file)
        with (path / "comments.csv").open(newline="") as file:
            out = {int(row["comment-id"]) for row in csv.DictReader(file) if row["moderated"] == "-1"}
        first, at = header.index("n-disagree") + 1, header.index("group-id")
        cells = [(p, s, int(vote)) for p, row in enumerate(rows) for s, vote in enumerate(row[first:]) if vote]
        person, statement, value = np.array(cells).T
        used, statement = np.unique(statement, return_inverse=True)
        numbers = [int(header[first + column]) for column in used]
        moderated = [column for column, number in enumerate(numbers) if number in out]
        stored = np.array([int(row[at] or NO_GROUP) for row in rows], np.int8)
        found.append(Conversation(path.name, person, statement, value, stored, moderated))
    return sorted(found, key=lambda one: -one.people)


def made(people: int, rng: np.random.Generator) -> Conversation:
    leaning = rng.normal(size=(3, STATEMENTS))
    planted = rng.integers(0, 3, people).astype(np.int8)
    statement, value = np.empty((people, EACH), np.int16), np.empty((people, EACH), np.int8)
    for at in range(0, people, 50_000):
        part = slice(at, min(people, at + 50_000))
        chance = rng.random((part.stop - at, STATEMENTS), dtype=np.float32)
        statement[part] = chance.argpartition(EACH, axis=1)[:, :EACH]
        drawn = leaning[planted[part, None], statement[part]] + 1.5 * rng.normal(size=(part.stop - at, EACH))
        value[part] = (drawn > 0.4).astype(np.int8) - (drawn < -0.4)
    order = rng.permutation(people * EACH)
    person = np.repeat(np.arange(people, dtype=np.int32), EACH)
    name = f"made, {people:,} people"
    return Conversation(name, person[order], statement.ravel()[order], value.ravel()[order], planted, [])


def timed(act: Callable[[], object], times: int) -> tuple[float, object]:
    best, told = np.inf, None
    for _ in range(times):
        before = time.process_time()
        told = act()
        best = min(best, time.process_time() - before)
    return best, told


def ours(votes: Conversation, hidden: tuple[int, ...] = ()) -> OpinionMap:
    electorate = np.ones(votes.people, bool)
    return opinion_map(votes.person, votes.statement, votes.value, electorate, votes.statements, hidden=hidden)


def theirs(dicts: list[dict[str, int]], moderated: tuple[int, ...] = ()) -> PolisClusteringResult:
    return run_pipeline(votes=dicts, random_state=0, mod_out_statement_ids=list(moderated))


def groups_of(told: OpinionMap | PolisClusteringResult, people: int) -> np.ndarray:
    """One group for each person, from our map or from red-dwarf's result."""
    group = np.full(people, NO_GROUP, np.int8)
    if isinstance(told, OpinionMap):
        group[told.people.person] = told.people.group
    else:
        frame = told.participants_df.dropna(subset="cluster_id")
        group[frame.index.to_numpy()] = frame["cluster_id"].to_numpy()
    return group


def places_apart(votes: Conversation, told: OpinionMap) -> tuple[float, float]:
    """How far our places are from red-dwarf's at most, with its exact solver and with its default."""
    full = np.full((votes.people, votes.statements), np.nan)
    full[votes.person, votes.statement] = votes.value
    mine = told.people.place / PLACE_UNIT
    apart = []
    for solver in ({"svd_solver": "full"}, {"random_state": 0}):
        places = run_reducer(full, **solver)[0][told.people.person]
        facing = np.where((mine * places).sum(axis=0) < 0, -1, 1)
        apart.append(float(np.abs(mine * facing - places).max()))
    return apart[0], apart[1]


def alike(one: np.ndarray, other: np.ndarray) -> float:
    both = (one != NO_GROUP) & (other != NO_GROUP)
    return float(adjusted_rand_score(one[both], other[both]))


def top_ten(votes: Conversation, group: np.ndarray, answer: int) -> set[int]:
    standing = standing_votes(votes.person, votes.statement, votes.value, np.ones(votes.people, bool), votes.statements)
    counts = people_by_answer(standing, group[standing.people], int(group.max()) + 1)
    return set(np.argsort(-group_aware(counts, answer), kind="stable")[:10].tolist())


def shared(votes: Conversation, group: np.ndarray) -> list[float]:
    return [len(top_ten(votes, group, each) & top_ten(votes, votes.stored, each)) for each in (AGREE, DISAGREE)]


def at_random(votes: Conversation, rng: np.random.Generator) -> tuple[float, list[float]]:
    found, tens = [], []
    for _ in range(20):
        group = votes.stored.copy()
        group[group != NO_GROUP] = rng.permutation(group[group != NO_GROUP])
        found.append(alike(group, votes.stored))
        tens.append(shared(votes, group))
    return float(np.mean(found)), np.mean(tens, axis=0).tolist()


def real() -> None:
    print(
        "| conversation | people, statements, votes | places apart: exact, its default "
        "| groups: stored, red-dwarf, amends | ARI with stored: random, red-dwarf, amends "
        "| top 10 agree: random, red-dwarf, amends | top 10 disagree | red-dwarf ms | amends ms | ratio |"
    )
    print("|---" * 10 + "|")
    rng = np.random.default_rng(1)
    for votes in conversations():
        dicts = votes.dicts()
        spent, told = timed(lambda votes=votes: ours(votes), TIMES)
        their_spent, their_told = timed(lambda dicts=dicts: theirs(dicts), TIMES)
        exact, default = places_apart(votes, told)
        group, their_group = groups_of(told, votes.people), groups_of(their_told, votes.people)
        chance, chance_tens = at_random(votes, rng)
        tens = list(zip(chance_tens, shared(votes, their_group), shared(votes, group), strict=True))
        print(
            f"| {votes.name} | {votes.people:,}, {votes.statements:,}, {len(votes.value):,} "
            f"| {exact:.0e}, {default:.0e} "
            f"| {votes.stored.max() + 1}, {their_group.max() + 1}, {group.max() + 1} "
            f"| {chance:.2f}, {alike(their_group, votes.stored):.2f}, {alike(group, votes.stored):.2f} "
            f"| {tens[0][0]:.1f}, {tens[0][1]}, {tens[0][2]} | {tens[1][0]:.1f}, {tens[1][1]}, {tens[1][2]} "
            f"| {their_spent * 1e3:,.0f} | {spent * 1e3:,.1f} | {their_spent / spent:.1f} |",
            flush=True,
        )


def hiding() -> None:
    """Are the groups the same after the moderated statements are hidden? ARI of a map with itself, before and after."""
    print("\n| the five largest, their moderated statements hidden | hidden | red-dwarf | amends |\n|---|---|---|---|")
    for votes in conversations()[:5]:
        dicts, hidden = votes.dicts(), tuple(votes.moderated)
        before, after = (groups_of(theirs(dicts, out), votes.people) for out in ((), hidden))
        mine, then = (groups_of(ours(votes, out), votes.people) for out in ((), hidden))
        print(f"| {votes.name} | {len(hidden)} | {alike(before, after):.2f} | {alike(mine, then):.2f} |", flush=True)


def brigade() -> None:
    """Let fakes refuse what unites most and be alike elsewhere, until it no longer unites every group."""
    print(
        "\n| the five largest, a brigade against what unites most | for, against "
        "| fakes to break it, counted as members | 1,000 fakes outside the electorate |\n|---|---|---|---|"
    )
    rng = np.random.default_rng(6)
    for votes in conversations()[:5]:
        told = ours(votes)
        goal = told.unites[0]
        others = rng.permutation(np.delete(np.arange(votes.statements), goal))[:30]
        cast = np.append(others, goal), np.append(rng.choice([-1, 1], len(others)), -1)

        def stormed(fakes: int, *, members: bool, votes: Conversation = votes, cast: tuple = cast) -> OpinionMap:
            person = np.concatenate([votes.person, np.repeat(votes.people + np.arange(fakes), len(cast[0]))])
            statement = np.concatenate([votes.statement, np.tile(cast[0], fakes)])
            value = np.concatenate([votes.value, np.tile(cast[1], fakes)])
            electorate = np.append(np.ones(votes.people, bool), np.full(fakes, members))
            return opinion_map(person, statement, value, electorate, votes.statements)

        tried = (5, 10, 15, 20, 30, 50, 75, 100, 150, 200, 300, 400, 600, 1_000)
        needed = next((each for each in tried if goal not in stormed(each, members=True).unites), None)
        after = stormed(1_000, members=False)
        unmoved = np.array_equal(after.people.group[: len(told.people)], told.people.group)
        same = unmoved and (after.unites, after.divides) == (told.unites, told.divides)
        electorate = told.statements[goal].electorate
        print(
            f"| {votes.name} | {electorate.agree}, {electorate.disagree} | {needed or 'over 1,000'} "
            f"| {'nothing moves' if same else 'something moves'} |",
            flush=True,
        )


def growth() -> None:
    print(
        "\n| made votes | ARI with planted: random, red-dwarf, amends | red-dwarf ms | amends ms | ratio |\n"
        "|---|---|---|---|---|"
    )
    rng = np.random.default_rng(2)
    for people in (1_000, 2_000, 10_000):
        votes = made(people, rng)
        dicts = votes.dicts()
        spent, told = timed(lambda votes=votes: ours(votes), TIMES)
        their_spent, their_told = timed(lambda dicts=dicts: theirs(dicts), TIMES)
        found = [rng.permutation(votes.stored), groups_of(their_told, people), groups_of(told, people)]
        print(
            f"| {people:,} people, {len(votes.value):,} votes "
            f"| {', '.join(f'{alike(each, votes.stored):.3f}' for each in found)} "
            f"| {their_spent * 1e3:,.0f} | {spent * 1e3:,.1f} | {their_spent / spent:.1f} |",
            flush=True,
        )


def one_more() -> None:
    """One more person's thirty answers: moments, their group, the axes as they would be, what unites and divides."""
    print("\n| one more person's 30 answers | moments and counts, ms | new axes | ranks anew | all: median | p99 |")
    print("|---|---|---|---|---|---|")
    rng = np.random.default_rng(3)
    for people in (2_000, 100_000):
        votes = made(people, rng)
        survey = surveyed(
            standing_votes(votes.person, votes.statement, votes.value, np.ones(people + 200, bool), STATEMENTS)
        )
        standing, taken = standing_of(survey, people + 200), []
        for newcomer in range(people, people + 200):
            cast = rng.permutation(STATEMENTS)[:EACH], rng.integers(-1, 2, EACH)
            clock = [time.perf_counter()]
            standing = answered(standing, newcomer, ([], []), cast)
            clock.append(time.perf_counter())
            turned(standing.axes, axes_of(standing.moments))
            clock.append(time.perf_counter())
            _ = uniting(standing.counts), dividing(standing.counts), representative(standing.counts)
            clock.append(time.perf_counter())
            taken.append([*np.diff(clock), clock[-1] - clock[0]])
        told = " | ".join(f"{each * 1e3:.2f}" for each in np.median(taken, axis=0))
        print(f"| among {people:,} | {told} | {np.quantile(np.array(taken)[:, -1], 0.99) * 1e3:.2f} |", flush=True)


def pattern() -> None:
    """Tell how often groups are told where there are none, and where there are two, and how often two are told."""
    print(
        "\n| 300 made floors each | no camps: groups told | two camps: groups told | exactly two | ARI with the camps "
        "| red-dwarf on 50 of them: exactly two | ARI |\n|---|---|---|---|---|---|---|"
    )
    rng = np.random.default_rng(4)
    for people, statements, split, share in ((30, 8, 3, 1.0), (60, 14, 4, 0.7), (221, 14, 4, 0.7), (221, 60, 15, 0.3)):
        chance = sum(len(ours(floor(people, statements, 0, share, rng)).groups) > 1 for _ in range(300))
        found, theirs_found = [], []
        for number in range(300):
            votes = floor(people, statements, split, share, rng)
            told = ours(votes)
            group = groups_of(told, people)
            found.append((len(told.groups) > 1, len(told.groups) == 2, alike(group, votes.stored)))
            if number < 50:
                group = groups_of(theirs(votes.dicts()), people)
                theirs_found.append((group.max() == 1, alike(group, votes.stored)))
        some, two, apart = np.mean(found, axis=0)
        their_two, their_apart = np.mean(theirs_found, axis=0)
        print(
            f"| {people} people, {statements} statements ({split} split), {share:.0%} answered | {chance / 300:.0%} "
            f"| {some:.0%} | {two:.0%} | {apart:.2f} | {their_two:.0%} | {their_apart:.2f} |",
            flush=True,
        )


def floor(people: int, statements: int, split: int, share: float, rng: np.random.Generator) -> Conversation:
    """Make a floor on which two camps part over some statements, and votes on the others are independent."""
    lean = np.tile(rng.beta(3, 1.5, statements), (people, 1))
    camp = (np.arange(people) % 2).astype(np.int8)
    lean[:, :split] = np.where(camp[:, None] == 0, 0.85, 0.2)
    person, statement = np.nonzero(rng.random((people, statements)) < share)
    value = np.where(rng.random(len(person)) < lean[person, statement], 1, -1)
    return Conversation("a floor", person, statement, value, camp, [])


def million() -> None:
    votes = made(1_000_000, np.random.default_rng(5))
    with tempfile.TemporaryDirectory() as scratch:
        for name in ("person", "statement", "value"):
            np.save(Path(scratch, f"{name}.npy"), getattr(votes, name))
        command = [sys.executable, "-c", CHILD, scratch, str(votes.people), str(STATEMENTS)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        out = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            sys.exit(f"The map of a million people ended with {process.returncode}.")
        wall, cpu = map(float, out.split())
        found = alike(np.load(Path(scratch, "group.npy")), votes.stored)
    print("\n| made votes | wall s | CPU s | peak GB, the votes among it | ARI with planted |\n|---|---|---|---|---|")
    print(
        f"| {votes.people:,} people, {len(votes.value):,} votes | {wall:.1f} | {cpu:.1f} "
        f"| {usage.ru_maxrss / 1e6:.2f} | {found:.3f} |"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--large", action="store_true")
    large = parser.parse_args().large
    warnings.simplefilter("ignore")
    theirs(made(100, np.random.default_rng(0)).dicts())  # what it imports late is no part of its time
    real()
    hiding()
    brigade()
    growth()
    one_more()
    pattern()
    if large:
        million()


if __name__ == "__main__":
    main()
