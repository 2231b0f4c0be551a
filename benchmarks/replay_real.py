"""What `amends replay` tells of real archives: four airlines, review bombings, controversies.

Run: python benchmarks/replay_real.py

Airlines: eight days of messages to four brand accounts, where most are complaints every day: there is no storm
label, so the table shows how often amends and common volume rules would have rung. Review bombings: an annotated
sample (no author ids: a row is a person); Assassin's Creed Unity is a burst of praise, where a case is an error.
Controversies: threads of public objection, every comment concerns the subject; those without dates are left out.
"""

from __future__ import annotations

import csv
import json
import tempfile
from collections import defaultdict
from pathlib import Path

from shared_data import folder

from amends.core.antennae.about import parse_subject
from amends.core.antennae.alarm import Setting
from amends.core.vocabulary import Channel, Subject
from amends.engine.packaged_reader import load
from amends.engine.replay import SubjectTold, replay

AIRLINES = ["United=@united", "US Airways=@usairways", "Southwest=@southwestair", "Virgin America=@virginamerica"]
TITLE = (
    "| archive | mentions | people | objecting | weeks | cases | of them grew | looks | first case after "
    "| 24 h > mean + 1.5 sd | + 3 sd | > 150 % | 1 h > 3 × 12 h |"
)


def tell(paths: list[Path], subjects: list[Subject], mapping: dict[str, str] | None = None) -> tuple[SubjectTold, ...]:
    return replay(paths, subjects, load(), Setting(), mapping=mapping).subjects


def row(name: str, told: SubjectTold) -> str:
    cases = [alert for alert in told.alerts if alert.channel is Channel.CASE]
    grew = sum(alert.escalation for alert in cases)
    minutes = cases[0].minutes_since_first_objection if cases else None
    after = "" if minutes is None else f"{minutes:.0f} min, {cases[0].objecting} people"
    rules = " | ".join(str(len(rule.alerts)) for rule in told.volume_rules)
    return (
        f"| {name} | {told.mentions:,} | {told.people:,} | {told.objecting_people:,} | {told.length_in_weeks:.1f} "
        f"| {len(cases)} | {grew} | {len(told.alerts) - len(cases)} | {after} | {rules} |"
    )


def split(rows: list[dict[str, str]], key: str, target: Path) -> dict[str, Path]:
    """Write one JSON Lines file for each value of a column."""
    grouped: dict[str, list[dict[str, str]]] = defaultdict(list)
    for one in rows:
        grouped[one[key]].append(one)
    files = {}
    for number, (name, group) in enumerate(sorted(grouped.items())):
        files[name] = target / f"{number}.jsonl"
        files[name].write_text("".join(json.dumps(one) + "\n" for one in group), encoding="utf-8")
    return files


def main() -> None:
    print(TITLE)
    print("|---" * TITLE.count(" | ") + "|---|")
    airlines = [parse_subject(line) for line in AIRLINES]
    for told in tell([folder("airline-sentiment-2015") / "tweets.csv"], airlines):
        print(row(told.subject.name, told))
    everything = [parse_subject("everything=*")]
    with (
        tempfile.TemporaryDirectory() as scratch,
        (folder("review-bombing-steam") / "reviews.csv").open(newline="") as f,
    ):
        for name, file in split(list(csv.DictReader(f)), "incident", Path(scratch)).items():
            (told,) = tell([file], everything, {"text": "text", "time": "time"})
            print(row(name, told))
    for file in sorted(folder("controversies").glob("*.jsonl")):
        with tempfile.TemporaryDirectory() as scratch:
            dated = [line for line in file.read_text().splitlines() if json.loads(line)["date"]]
            if len(dated) < 5:
                continue
            copy = Path(scratch, file.name)
            copy.write_text("\n".join(dated) + "\n")
            (told,) = tell([copy], everything, {"text": "text", "time": "date", "author": "person"})
            print(row(file.stem, told))


if __name__ == "__main__":
    main()
