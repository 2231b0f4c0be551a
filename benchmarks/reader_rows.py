"""The texts that the reader is trained on and judged by, with their labels, as they lie in the research data."""

from __future__ import annotations

import csv
import json
import os
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from amends.core.vocabulary import STANCES

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("AMENDS_SHARED_DATA", ROOT.parent / "shared" / "data"))
SEEDS = Path(__file__).resolve().parent / "seeds"


@dataclass(frozen=True)
class Row:
    """One labelled text.

    ``group`` is what must stay in one fold; ``source`` where it came from, and ``thread`` which controversy.
    """

    text: str
    source: str
    group: str
    stance: int = -1
    heat: int = -1
    grounds: tuple[str, ...] | None = None
    label: int = -1
    weight: float = 1.0
    thread: str = ""


def plain_tags(text: str) -> str:
    """Turn the data's own tags into what a live post would hold in their place."""
    for tag, live in (("[link]", " https://x "), ("[code]", " `x` "), ("[image]", " "), ("[email]", " a@b.cd ")):
        text = text.replace(tag, live)
    return text


def project(slug: str) -> str:
    name = re.sub(r"^[ab]-", "", slug).split("-")[0]
    return {"brewbundle": "brew", "zfs": "openzfs"}.get(name, name)


def threads() -> list[Row]:
    rows = []
    files = sorted((DATA / "controversies").glob("*.jsonl")) + sorted((DATA / "controversies-wide").glob("*.jsonl"))
    for path in files:
        for line in path.read_text(encoding="utf-8").splitlines():
            one = json.loads(line)
            if one["by_subject"] or not one["text"].strip():
                continue
            stance = [s.value for s in STANCES].index(one["stance"])
            grounds = tuple(one["grounds"]) if stance == 0 else None
            text, group = plain_tags(one["text"]), project(path.stem)
            rows.append(Row(text, "threads", group, stance, one["heat"], grounds, thread=path.stem))
    return rows


def seeds() -> list[Row]:
    """Messages written for this project; those of one scene stay in one fold."""
    rows = []
    for path in sorted(SEEDS.glob("*.jsonl")):
        source = "ordinary" if path.stem == "ordinary" else "seeds"
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
            one = json.loads(line)
            stance = [s.value for s in STANCES].index(one["stance"])
            grounds = tuple(one.get("grounds", ())) if stance == 0 else None
            group = f"scene-{one['scene']}" if "scene" in one else f"seed-{path.stem}-{number}"
            rows.append(Row(one["text"], source, group, stance, one["heat"], grounds))
    return rows


def tweets(task: str, parts: tuple[str, ...] = ("train", "val")) -> list[Row]:
    rows = []
    for part in parts:
        folder = DATA / "reading" / "tweeteval" / task
        if not (folder / f"{part}_text.txt").exists():
            continue
        texts = (folder / f"{part}_text.txt").read_text(encoding="utf-8").rstrip("\n").split("\n")
        labels = (folder / f"{part}_labels.txt").read_text(encoding="utf-8").split()
        for text, label in zip(texts, labels, strict=True):
            rows.append(Row(text, task, f"{task}-{len(rows)}", label=int(label)))
    return rows


def tones() -> list[Row]:
    """Comments of other heated threads with a tone label; the labelled threads' own comments are left out."""
    seen = {str(one[key]) for one in labelled_comments() for key in ("thread_id", "comment_id")}
    rows = []
    with (DATA / "reading" / "oss_incivility" / "comments.csv").open(encoding="utf-8", newline="") as file:
        for one in csv.DictReader(file):
            if one["issue_id"] not in seen and one["comment_id"] not in seen:
                rows.append(Row(one["comment_body"], "tone", f"tone-{len(rows)}", label=int(one["tbdf"] != "None")))
    return rows


def labelled_comments() -> list[dict[str, object]]:
    folders = ("controversies", "controversies-wide", "controversies-wide/b-second-reading")
    files = [path for folder in folders for path in sorted((DATA / folder).glob("*.jsonl"))]
    return [json.loads(line) for path in files for line in path.read_text(encoding="utf-8").splitlines()]


def is_talk(row: Row) -> bool:
    """Tell whether a tweet is ordinary talk so far as its label tells."""
    return (row.source, row.label) in {("sentiment", 1), ("sentiment", 2), ("emotion", 1), ("emotion", 2)}


@cache
def labelled_tasks() -> dict[str, list[Row]]:
    return {name: tweets(name) for name in ("emotion", "sentiment", "offensive", "irony")} | {"tone": tones()}


def gold_rows() -> list[Row]:
    """Return the rows with a stance of their own that the packaged reader is trained on: the threads and the seeds."""
    return threads() + seeds()


TARGETS = ("abortion", "atheism", "climate", "feminist", "hillary")
"""What the tweets labelled for stance are about."""


@cache
def soft_rows() -> list[Row]:
    """Return the texts that a careful reader read, whatever they are labelled for: tweets, and heated comments."""
    found = [row for task in ("emotion", "hate", "irony", "offensive", "sentiment") for row in tweets(task)]
    found += [row for target in TARGETS for row in tweets(f"stance/{target}")] + tones()
    return list({row.text: row for row in found}.values())
