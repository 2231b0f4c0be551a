"""`amends alarm`: what the alarm makes of a series of counts."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from amends.core.vocabulary import SECOND, WEEK

if TYPE_CHECKING:
    from amends.cli.series import Series, Table
    from amends.core.antennae.alarm import Standing

SCHEMA: Final = "amends/alarm/1"
SHOWN: Final = 20
"""Refused rows that are named; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """One alert of the series: its bin, how it stands, and whether it speaks of a storm already told."""

    index: int
    value: int
    standing: Standing
    escalation: bool
    calibrated: bool


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the alarm said of a series: its alerts, each bin's suspicion, and when it was calibrated."""

    alarms: tuple[Alarm, ...]
    suspicion: tuple[float, ...]
    settled: int | None
    calibrated: int | None


@click.command(short_help="Judge a series of counts: alerts, nominal and measured false alarms.")
@click.argument("counts", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--budget-per-week",
    type=click.FloatRange(0, 100, min_open=True, max_open=True),
    default=0.125,
    show_default=True,
    help="False alarms a week that you accept; 0.125 is one in eight weeks.",
)
@click.option("--scores", type=click.Path(dir_okay=False, path_type=Path), help="Write every row's suspicion here.")
@click.option("--json", "report", type=click.Path(dir_okay=False, path_type=Path), help="Write the answer here.")
def command(counts: Path, budget_per_week: float, scores: Path | None, report: Path | None) -> None:
    """Judge a series of counts: a CSV file with the columns timestamp,value.

    Rows may stand a second to two hours apart, in any order; times without a zone are UTC. Missing rows are gaps
    in listening, never calm.
    """
    from amends.cli.series import UnreadableSeries, read_table, to_series

    try:
        table = read_table(counts, int(time.time() * SECOND))
        series = to_series(table)
    except UnreadableSeries as error:
        click.echo(str(error), err=True)
        raise SystemExit(2) from error
    _say_refused(table)
    judgement = judge(series, budget_per_week)
    answer = describe(counts.name, table, series, judgement, budget_per_week)
    for target, text in ((scores, _score_rows(table, series, judgement)), (report, _as_json(answer))):
        if target is not None:
            _write(target, text)
    _say(answer)


def judge(series: Series, budget_per_week: float) -> Judgement:
    """Run the look channel over a series at the stated budget, as its only subject."""
    import numpy as np

    from amends.core.antennae.alarm import Counts, Setting, fresh, standing, step
    from amends.core.antennae.alarm.setting import BLOCKS, QUIET_BINS, SETTLED
    from amends.core.vocabulary import Channel

    state, setting, none = fresh(1), Setting(budget_per_week), np.zeros(1, np.int64)
    alarms, suspicion, settled, calibrated, unheard = [], [], None, None, 0
    for index, (value, heard) in enumerate(zip(series.counts.tolist(), series.heard.tolist(), strict=True)):
        unheard = 0 if heard else unheard + 1
        now = standing(state, 0, Channel.LOOK, value, 0) if heard else None
        suspicion.append(now.suspicion if now else 0.0)
        if unheard > 2 * QUIET_BINS:
            # The silences are over and the windows empty: further gap changes nothing.
            continue
        counts = Counts(np.array([value]), none, none, np.array([heard]))
        state, verdict = step(state, counts, setting)
        if now is not None and verdict.look[0]:
            alarms.append(Alarm(index, value, now, bool(verdict.escalation[0]), bool(verdict.calibrated[0])))
        blocks = int(state.blocks[0])
        settled = index + 1 if settled is None and blocks >= SETTLED else settled
        calibrated = index + 1 if calibrated is None and blocks >= BLOCKS else calibrated
    return Judgement(tuple(alarms), tuple(suspicion), settled, calibrated)


def describe(name: str, table: Table, series: Series, judgement: Judgement, budget_per_week: float) -> dict[str, Any]:
    """Return the whole answer in the published schema (docs/reference/alarm.md)."""
    from amends.cli.series import moment_text
    from amends.core.antennae.alarm import BIN, Setting

    def at(index: int | None) -> str | None:
        return None if index is None else moment_text(series.start + index * BIN).replace(" ", "T") + "Z"

    return {
        "schema": SCHEMA,
        "file": name,
        "rows": len(table.times),
        "refused": table.refused,
        "refusals": table.refusals,
        "step_seconds": series.step // SECOND,
        "first": at(0),
        "last": at(len(series.counts) - 1),
        "bins": len(series.counts),
        "bins_not_heard": int((~series.heard).sum()),
        "budget_per_week": budget_per_week,
        "nominal_per_week": Setting(budget_per_week).nominal_per_week,
        "silent_until": at(judgement.settled),
        "uncalibrated_until": at(judgement.calibrated),
        "measured": measured(series, judgement),
        "alerts": [
            {
                "at": at(alarm.index),
                "value": alarm.value,
                "window_minutes": alarm.standing.minutes,
                "score": round(alarm.standing.score, 4),
                "threshold": round(alarm.standing.threshold, 4),
                "suspicion": round(alarm.standing.suspicion, 6),
                "escalation": alarm.escalation,
                "calibrated": alarm.calibrated,
            }
            for alarm in judgement.alarms
        ],
    }


def measured(series: Series, judgement: Judgement) -> dict[str, Any]:
    """Return how often it rang, and how often outside any plain burst, in the weeks it could ring in.

    A plain burst: a quarter of an hour's mean above three times the median of the day before, and above it by
    three. What rings there may be a true storm; what rings elsewhere is certainly false.
    """
    import numpy as np

    from amends.core.antennae.alarm import BIN

    start = judgement.settled if judgement.settled is not None else len(series.counts)
    weeks = int(series.heard[start:].sum()) * BIN / WEEK
    first = [alarm for alarm in judgement.alarms if not alarm.escalation]
    outside = 0
    for alarm in first:
        day = series.counts[max(alarm.index - 288, 0) : alarm.index]
        day = day[series.heard[max(alarm.index - 288, 0) : alarm.index]]
        median = float(np.median(day)) if len(day) else 0.0
        quarter = float(series.counts[max(alarm.index - 2, 0) : alarm.index + 1].mean())
        outside += quarter <= max(3 * median, median + 3)
    return {
        "weeks": round(weeks, 3),
        "alerts": len(first),
        "escalations": len(judgement.alarms) - len(first),
        "alerts_per_week": round(len(first) / weeks, 4) if weeks else None,
        "outside_bursts": outside,
        "outside_bursts_per_week": round(outside / weeks, 4) if weeks else None,
    }


def _score_rows(table: Table, series: Series, judgement: Judgement) -> str:
    """Return every row that was read with its suspicion, and 1 where an alert was told."""
    from amends.cli.series import moment_text
    from amends.core.antennae.alarm import BIN

    told = {alarm.index for alarm in judgement.alarms}
    last, lines = len(judgement.suspicion) - 1, ["timestamp,value,score,alert"]
    done = -1
    for at, value in zip(table.times, table.values, strict=True):
        # A row may cover several bins, and a bin several rows: each bin is told once, at the row that ends it.
        end = min(max((at - series.start + series.step + BIN // 2) // BIN - 1, 0), last)
        bins = range(min(done + 1, end), end + 1)
        score = max(judgement.suspicion[index] for index in bins)
        alert = int(any(index in told for index in bins if index > done))
        done = max(done, end)
        lines.append(f"{moment_text(at)},{value},{score:.6f},{alert}")
    return "\n".join(lines) + "\n"


def _as_json(answer: dict[str, Any]) -> str:
    """Return the answer as JSON text."""
    return json.dumps(answer, indent=2, ensure_ascii=False) + "\n"


def _write(target: Path, text: str) -> None:
    """Write a file, or end with a sentence."""
    try:
        target.write_text(text, encoding="utf-8")
    except OSError as error:
        raise click.ClickException(f"{target} could not be written: {error.strerror}.") from error


def _say_refused(table: Table) -> None:
    """Name the refused rows, and what else was done to the file."""
    for refusal in table.refusals[:SHOWN]:
        click.echo(refusal, err=True)
    if table.refused:
        click.echo(f"{table.refused} rows were refused; {len(table.times)} were kept.", err=True)
    if table.disordered:
        click.echo(f"{table.disordered} rows came out of order and were put in time order.", err=True)
    if table.rounded:
        click.echo(f"{table.rounded} values were not whole and were rounded.", err=True)


def _say(answer: dict[str, Any]) -> None:
    """Tell the answer in words."""
    count = answer["measured"]
    click.echo(f"{answer['file']}: {answer['rows']} rows from {answer['first']} to {answer['last']}.")
    if answer["bins_not_heard"]:
        click.echo(f"{answer['bins_not_heard']} of {answer['bins']} bins were not heard: gaps, not calm.")
    for alert in answer["alerts"]:
        mark = " (grown since)" if alert["escalation"] else ""
        unsure = "" if alert["calibrated"] else " uncalibrated"
        click.echo(
            f"  {alert['at']}  value {alert['value']}, {alert['window_minutes']} minutes: "
            f"score {alert['score']:.2f} against {alert['threshold']:.2f}{mark}{unsure}"
        )
    if not answer["alerts"]:
        click.echo("  No alert.")
    stated, nominal = answer["budget_per_week"], answer["nominal_per_week"]
    click.echo(
        f"Stated: at most {stated:g} false alarms a week. Nominal: {nominal:.3g}, so that the stated rate holds."
    )
    if count["alerts_per_week"] is None:
        click.echo("Measured: nothing yet; the first two days only listen.")
    else:
        noun = "alert" if count["alerts"] == 1 else "alerts"
        click.echo(
            f"Measured: {count['alerts']} {noun} in {count['weeks']:.1f} weeks, {count['alerts_per_week']:.2f} a "
            f"week, true storms among them; {count['outside_bursts']} of them stood on no plain burst "
            f"({count['outside_bursts_per_week']:.2f} a week): those were certainly false. A plain burst is a "
            "quarter of an hour above three times the median of the day before, and above it by three."
        )
    until = answer["uncalibrated_until"]
    click.echo(f"Uncalibrated until {until}." if until else "Uncalibrated: less than four weeks were heard so far.")
