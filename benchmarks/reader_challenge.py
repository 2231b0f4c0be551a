"""Where the reader fails, by phenomenon: `python benchmarks/reader_challenge.py` prints its table of the README.

The cases (tests/core/antennae/reading/challenge.jsonl) are fiction, written by one hand for this purpose before anybody
saw how a reader reads them. No reader may be trained, tuned or chosen by them. Each group holds as many cases that
object as that do not, so that whoever always or never says "objects" passes half of it. A case is passed when it is
told rightly whether it objects; the last column asks for the exact stance of the four.

VADER's rule (compound below -0.05 is an objection, its own threshold for "negative") is printed where the package is
installed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path

import numpy as np

from amends.core.vocabulary import Stance
from amends.engine.packaged_reader import load

CASES = Path(__file__).resolve().parent.parent / "tests" / "core" / "antennae" / "reading" / "challenge.jsonl"


@dataclass(frozen=True)
class Case:
    """One text and the stance that a careful person takes it to hold."""

    group: str
    text: str
    stance: Stance
    by_subject: bool

    @property
    def objects(self) -> bool:
        """Whether it objects to the subject's conduct."""
        return self.stance is Stance.OBJECTS


def cases() -> list[Case]:
    rows = [json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines()]
    return [Case(r["group"], r["text"], Stance(r["stance"]), r.get("by_subject", False)) for r in rows]


def vader() -> Callable[[str], float] | None:
    """Return VADER's negative compound, where the package is there."""
    if find_spec("vaderSentiment") is None:
        return None
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer  # noqa: PLC0415 - it may not be installed

    analyzer = SentimentIntensityAnalyzer()
    return lambda text: -float(analyzer.polarity_scores(text)["compound"])


def auc(scores: Sequence[float], truth: Sequence[bool]) -> float:
    """Return the chance that a text that objects scores above one that does not; a tie counts half."""
    yes, no = (np.array([s for s, t in zip(scores, truth, strict=True) if t is held]) for held in (True, False))
    return float(((yes[:, None] > no).mean() + (yes[:, None] >= no).mean()) / 2)


def main() -> None:
    every = cases()
    readings = load().read_many([case.text for case in every], [case.by_subject for case in every])
    systems: dict[str, list[bool]] = {
        "always": [case.objects for case in every],
        "never": [not case.objects for case in every],
    }
    scores = {"amends": [reading.objection for reading in readings]}
    if (rule := vader()) is not None:
        scores["VADER"] = [rule(case.text) for case in every]
        systems["VADER"] = [(s > 0.05) == case.objects for s, case in zip(scores["VADER"], every, strict=True)]
    systems["amends"] = [
        (reading.stance is Stance.OBJECTS) == case.objects for case, reading in zip(every, readings, strict=True)
    ]
    systems["amends, exact stance"] = [
        reading.stance is case.stance for case, reading in zip(every, readings, strict=True)
    ]
    print(f"| group | cases | {' | '.join(systems)} |")
    print(f"|---|---|{'---|' * len(systems)}")
    for group, members in groupby(range(len(every)), key=lambda n: every[n].group):
        line(group, list(members), systems)
    line("all", list(range(len(every))), systems)
    missed = sum(case.objects and not right for case, right in zip(every, systems["amends"], strict=True))
    wrongly = sum(not case.objects and not right for case, right in zip(every, systems["amends"], strict=True))
    objecting = sum(case.objects for case in every)
    print(f"\namends misses {missed} of {objecting} objections and finds {wrongly} where there is none", end=" ")
    print(f"({len(every) - objecting} texts).")
    truth = [case.objects for case in every]
    told = ", ".join(f"{name} {auc(of, truth):.3f}" for name, of in scores.items())
    print(f"AUC of objection over all texts: {told}.")
    if rule is None:
        print("VADER is not installed here, so its column is left out: pip install vaderSentiment.")


def line(name: str, members: list[int], systems: dict[str, list[bool]]) -> None:
    cells = (f"{sum(passed[n] for n in members) / len(members):.0%}" for passed in systems.values())
    print(f"| {name} | {len(members)} | {' | '.join(cells)} |")


if __name__ == "__main__":
    main()
