"""Readers that saw nothing of what they read: five of them, each trained without a fifth of the projects.

For benchmarks of what is done with readings. Dictionary, sources, calibration and weights of each are made anew by the
training that ships; no project is on both sides, nor did the teacher of a reader's student see it.
"""

from __future__ import annotations

import json
import os
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from soft_labels import FOLDS
from train_reader import DATA, fold_of_project, gold_rows, plain_tags, project, train

from amends.core.antennae.reading import Reader
from amends.core.vocabulary import Reading, Stance


@dataclass(frozen=True)
class Comment:
    """One labelled comment of a controversy that is not the subject's own; ``person`` is empty where nobody knows."""

    thread: str
    project: str
    person: str
    at: str
    text: str
    stance: Stance


def comments() -> list[Comment]:
    """Return the comments of all labelled controversies, in the order of their files."""
    files = sorted((DATA / "controversies").glob("*.jsonl")) + sorted((DATA / "controversies-wide").glob("*.jsonl"))
    rows: list[tuple[Path, dict[str, Any]]] = [
        (path, json.loads(line)) for path in files for line in path.read_text(encoding="utf-8").splitlines()
    ]
    return [
        Comment(
            path.stem,
            project(path.stem),
            one.get("person") or "",
            one.get("date") or "",
            plain_tags(one["text"]),
            Stance(one["stance"]),
        )
        for path, one in rows
        if not one["by_subject"] and one["text"].strip()
    ]


def _apart(fold: int) -> list[Reading]:
    mine = {project for project, number in fold_of_project().items() if number == fold}
    reader = Reader.from_arrays(train([row for row in gold_rows() if row.group not in mine], fold))
    return reader.read_many([one.text for one in comments() if one.project in mine])


def readings_apart(given: list[Comment]) -> list[Reading]:
    """Read each comment by the reader that was trained without its project."""
    with ProcessPoolExecutor(min(FOLDS, os.cpu_count() or 1), get_context("fork")) as workers:
        told = [iter(readings) for readings in workers.map(_apart, range(FOLDS))]
    return [next(told[fold_of_project()[one.project]]) for one in given]
