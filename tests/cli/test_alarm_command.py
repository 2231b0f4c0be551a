"""`amends alarm`: what it says, what it writes, and that no file makes it fall over."""

from __future__ import annotations

import csv
import json
import os
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner

from amends.cli.alarm import command

START = datetime(2024, 3, 1, tzinfo=UTC)
SHARED = Path(os.environ.get("AMENDS_SHARED_DATA", Path(__file__).parents[3] / "shared" / "data"))

SCHEMA = {
    "type": "object",
    "required": ["schema", "rows", "refused", "nominal_per_week", "measured", "uncalibrated_until", "alerts"],
    "properties": {
        "schema": {"const": "amends/alarm/1"},
        "rows": {"type": "integer", "minimum": 1},
        "refused": {"type": "integer", "minimum": 0},
        "nominal_per_week": {"type": "number", "exclusiveMinimum": 0},
        "uncalibrated_until": {"type": ["string", "null"]},
        "measured": {
            "type": "object",
            "required": ["weeks", "alerts", "escalations", "alerts_per_week", "outside_bursts_per_week"],
        },
        "alerts": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["at", "value", "window_minutes", "score", "threshold", "escalation", "calibrated"],
                "properties": {"suspicion": {"type": "number", "minimum": 0.5, "maximum": 1}},
            },
        },
    },
}


def ordinary(days, step=timedelta(minutes=5), storm_at=None):
    """A week of quiet talk, and at one row a storm."""
    chance, rows, at = random.Random(4), [], START
    for index in range(int(timedelta(days=days) / step)):
        value = sum(chance.random() < 0.1 for _ in range(12))
        rows.append((at, 160 if index == storm_at else value))
        at += step
    return rows


def write(path, rows, header="timestamp,value"):
    lines = [header] if header else []
    path.write_text("\n".join([*lines, *(f"{at:%Y-%m-%d %H:%M:%S},{value}" for at, value in rows)]) + "\n")
    return path


def run(*arguments):
    result = CliRunner().invoke(command, [str(argument) for argument in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.output
    return result


@pytest.fixture
def series(tmp_path):
    return write(tmp_path / "counts.csv", ordinary(6, storm_at=1400))


def test_it_tells_the_storm_and_the_rates(series, tmp_path):
    out = tmp_path / "out.json"
    result = run(series, "--budget-per-week", "0.99", "--json", out)
    assert result.exit_code == 0
    storm = f"{START + timedelta(minutes=5 * 1400):%Y-%m-%dT%H:%M:%SZ}"
    assert storm in result.stdout
    assert "Stated: at most 0.99 false alarms a week. Nominal: 0.84," in result.stdout
    assert "Uncalibrated: less than four weeks" in result.stdout
    answer = json.loads(out.read_text())
    jsonschema.validate(answer, SCHEMA)
    assert [alert["at"] for alert in answer["alerts"] if alert["value"] == 160] == [storm]
    assert answer["alerts"][0]["calibrated"] is False


def test_scores_rise_with_suspicion_and_pass_one_half_at_an_alert(series, tmp_path):
    out = tmp_path / "scores.csv"
    run(series, "--budget-per-week", "0.99", "--scores", out)
    rows = list(csv.DictReader(out.read_text().splitlines()))
    assert len(rows) == 6 * 288
    scores = [float(row["score"]) for row in rows]
    assert all(0 <= score <= 1 for score in scores)
    assert scores[1400] == max(scores) > 0.5
    alerts = [index for index, row in enumerate(rows) if row["alert"] == "1"]
    assert 1400 in alerts
    assert all(scores[index] > 0.5 for index in alerts)


@pytest.mark.parametrize("minutes", [1, 2, 15, 60])
def test_finer_and_coarser_steps_tell_the_same_storm(tmp_path, minutes):
    step = timedelta(minutes=minutes)
    at = int(timedelta(days=5) / step)
    out, scores = tmp_path / "out.json", tmp_path / "scores.csv"
    counts = write(tmp_path / "counts.csv", ordinary(6, step, storm_at=at))
    assert run(counts, "--budget-per-week", "0.99", "--json", out, "--scores", scores).exit_code == 0
    answer = json.loads(out.read_text())
    assert answer["step_seconds"] == minutes * 60
    near = START + timedelta(days=5)
    told = [datetime.fromisoformat(alert["at"]) for alert in answer["alerts"]]
    assert any(near - timedelta(minutes=5) <= each <= near + timedelta(hours=1) for each in told)
    rows = list(csv.DictReader(scores.read_text().splitlines()))
    assert len(rows) == answer["rows"]
    assert any(row["alert"] == "1" for row in rows[at : at + 6])


def test_epoch_times_and_no_header_read_alike(series, tmp_path):
    rows = ordinary(6, storm_at=1400)
    plain = tmp_path / "plain.csv"
    plain.write_text("".join(f"{int(at.timestamp())},{value}\n" for at, value in rows))
    milli = tmp_path / "milli.csv"
    milli.write_text("id;n\n" + "value,time\n" + "".join(f"{v},{int(at.timestamp() * 1000)}\n" for at, v in rows))
    said = [run(path).stdout.split(":", 1)[1] for path in (series, plain)]
    assert said[0] == said[1]
    refused = run(milli)
    assert refused.exit_code == 2


def test_order_and_duplicates(series, tmp_path):
    rows = ordinary(6, storm_at=1400)
    mixed = write(tmp_path / "counts.csv", rows)
    straight = run(mixed, "--budget-per-week", "0.99")
    shuffled = rows[:]
    random.Random(1).shuffle(shuffled)
    other = run(write(mixed, [*shuffled, rows[7]]), "--budget-per-week", "0.99")
    assert other.stdout == straight.stdout
    assert "was already given on line" in other.stderr
    assert "1 rows were refused; 1728 were kept." in other.stderr
    assert "out of order" in other.stderr


def test_a_gap_is_not_calm(tmp_path):
    rows = ordinary(8)
    out = tmp_path / "out.json"
    run(write(tmp_path / "counts.csv", rows[:600] + rows[900:]), "--json", out)
    answer = json.loads(out.read_text())
    assert answer["bins_not_heard"] == 300
    assert "gaps, not calm" in run(tmp_path / "counts.csv").stdout


def test_bad_rows_are_named_and_the_good_ones_kept(series):
    good = series.read_bytes()
    bad = [
        b"1970-01-01 00:00:00,4",
        b"2099-01-01 00:00:00,4",
        b"2024-03-01 00:00:01,-3",
        b"2024-03-01 00:00:02,many",
        b"2024-03-01 00:00:02,nan",
        b"2024-03-01 00:00:03",
        b"yesterday,3",
        b"2024-03-01\x00,3",
        b"\xff\xfe,3",
        b'"2024-03-01,3',
        b"9" * 10_000_000 + b",3",
        b"1e400,3",
        b"-99999999999999999,3",
    ]
    series.write_bytes(good + b"\n".join(bad) + b"\n")
    result = run(series)
    assert result.exit_code == 0
    assert f"{len(bad)} rows were refused; 1728 were kept." in result.stderr
    for number in range(1730, 1730 + len(bad)):
        assert f"counts.csv, line {number}: " in result.stderr


@pytest.mark.parametrize(
    "content",
    [b"", b"\n\n", b"timestamp,value\n", b"\0" * 5000, b"a;b\n1;2\n", b"x" * 10_000_000, b"\xff" * 300, b'"'],
    ids=["empty", "blank", "names only", "NULs", "semicolons", "one long line", "no text", "open quote"],
)
def test_nothing_to_read_ends_with_two(tmp_path, content):
    path = tmp_path / "counts.csv"
    path.write_bytes(content)
    result = run(path)
    assert result.exit_code == 2
    assert "counts.csv holds no row that could be read as timestamp,value." in result.stderr
    assert not result.stdout


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ("2024-01-01,3\n2024-01-02,4\n2024-01-03,4\n", "24 hours apart"),
        ("2006-01-01 00:00,3\n2006-01-01 00:01,4\n2024-01-03,4\n2006-01-01 00:02,4\n", ""),
        ("2024-01-01,3\n", ""),
        ("2024-01-01 00:00,3\n2024-01-01 00:07,3\n2024-01-01 00:14,3\n", ""),
    ],
    ids=["daily", "eighteen years of nothing", "one row", "seven minutes"],
)
def test_odd_series_end_with_a_sentence(tmp_path, rows, why):
    path = tmp_path / "counts.csv"
    path.write_text(rows)
    result = run(path)
    assert why in result.stderr
    assert result.exit_code == (2 if why else 0)


def test_a_report_that_cannot_be_written_is_said(series, tmp_path):
    result = run(series, "--json", tmp_path / "nowhere" / "out.json")
    assert result.exit_code == 1
    assert "could not be written" in result.stderr


@pytest.mark.shared_data
@pytest.mark.skipif(not (SHARED / "nab-realtweets").is_dir(), reason="the research data is absent (AMENDS_SHARED_DATA)")
def test_the_march_burst_of_a_ticker_is_told():
    result = run(SHARED / "nab-realtweets" / "Twitter_volume_CVS.csv", "--budget-per-week", "0.99")
    assert result.exit_code == 0
    assert "2015-03-26" in result.stdout
