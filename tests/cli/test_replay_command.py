from __future__ import annotations

import json
import re
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner, Result

from amends.cli.replay import command

SUBJECT = "--subject", "Ines=Ines Marlow,@ines"
GOOD = {"id": "1", "author": "a", "text": "@ines hello", "time": "2026-03-01T10:00:00Z"}


def run(*arguments) -> Result:
    return CliRunner().invoke(command, [str(argument) for argument in arguments], catch_exceptions=False)


def write(path: Path, *lines: str | bytes) -> Path:
    path.write_bytes(b"".join((line if isinstance(line, bytes) else line.encode()) + b"\n" for line in lines))
    return path


def good(number: int = 1, **fields) -> str:
    return json.dumps(GOOD | {"id": str(number)} | fields)


def subject_of(result: Result, out: Path) -> dict:
    assert "Traceback" not in result.output + result.stderr
    return json.loads(out.read_text())["subjects"][0]


def test_the_json_follows_its_published_schema(tmp_path):
    archive = write(tmp_path / "a.jsonl", *(good(n, author=f"p{n}", time=f"2026-03-01T1{n}:00:00Z") for n in range(9)))
    result = run(archive, *SUBJECT, "--json", "-")
    assert result.exit_code == 0
    document = json.loads(result.stdout)
    schema = json.loads((files("amends.engine") / "replay.schema.json").read_text())
    jsonschema.validate(document, schema)
    assert document["schema"] == "amends/replay/1"
    assert (document["subjects"][0]["mentions"], document["subjects"][0]["people"]) == (9, 9)


def test_what_it_prints_are_sentences(tmp_path):
    result = run(write(tmp_path / "a.jsonl", good()), *SUBJECT)
    assert "1 post of 1 concern" in result.stdout
    assert "1 h" in result.stdout


def test_good_rows_are_kept_and_bad_ones_named_by_line(tmp_path):
    archive = write(
        tmp_path / "mixed.jsonl",
        good(1),
        "{broken",
        good(2),
        b"\xff\xfe\x00",
        good(3, time="1970-01-01T00:00:00Z"),
        good(4, time="2099-01-01T00:00:00Z"),
        "",
        '{"text": "no time"}',
        good(5, text="@ines nul \x00 inside"),
        good(6, text="@ines " + "x" * 100_000),
    )
    out = tmp_path / "out.json"
    result = run(archive, *SUBJECT, "--json", out)
    assert result.exit_code == 0
    assert subject_of(result, out)["mentions"] == 4
    told = set(re.findall(r"mixed\.jsonl, line (\d+): ", result.stderr))
    assert {"2", "5", "6", "8"} <= told
    assert "posts were kept" in result.stderr


def test_exit_code_2_only_when_nothing_could_be_read(tmp_path):
    empty = write(tmp_path / "empty.jsonl")
    broken = write(tmp_path / "broken.jsonl", "{", "[")
    fine = write(tmp_path / "fine.jsonl", good())
    assert run(empty, *SUBJECT).exit_code == 2
    assert run(broken, *SUBJECT).exit_code == 2
    assert run(tmp_path / "missing.jsonl", *SUBJECT).exit_code == 2
    assert run(tmp_path, *SUBJECT).exit_code == 2
    assert run(broken, tmp_path / "missing.jsonl", fine, *SUBJECT).exit_code == 0


@pytest.mark.parametrize("subject", ["", "=x", "Ines=@", "Ines=-x"])
def test_a_subject_that_watches_nothing_is_a_sentence(tmp_path, subject):
    result = run(write(tmp_path / "a.jsonl", good()), "--subject", subject)
    assert result.exit_code == 2
    assert result.stderr.strip().endswith(".")


def test_a_column_map_is_followed(tmp_path):
    archive = write(
        tmp_path / "a.csv", "what,who,when", '"@ines ""hi""\nthere",a,2026-03-01 10:00', "@ines,b,2026-03-02"
    )
    out = tmp_path / "out.json"
    result = run(archive, *SUBJECT, "--map", "text=what,author=who,time=when", "--json", out)
    told = subject_of(result, out)
    assert (told["mentions"], told["people"], told["began"]) == (2, 2, "2026-03-01T10:00:00Z")


def test_a_column_map_without_a_column_is_a_sentence(tmp_path):
    result = run(write(tmp_path / "a.csv", "a,b"), *SUBJECT, "--map", "text")
    assert result.exit_code == 2
    assert "is not field=column" in result.stderr


def test_the_report_asks_for_nothing_and_escapes_words(tmp_path):
    hostile = (
        "@ines <script>alert(1)</script><img src=x onerror=alert(2)> you are wrong, this is a disgrace, take it down"
    )
    lines = [good(n, author=f"p{n}", text=hostile, time=f"2026-03-01T10:{n:02}:00Z") for n in range(40)]
    report = tmp_path / "report.html"
    assert run(write(tmp_path / "a.jsonl", *lines), *SUBJECT, "--report", report).exit_code == 0
    page = report.read_text()
    assert "default-src &#x27;none&#x27;" in page or "default-src 'none'" in page
    assert "<script" not in page
    assert "<img" not in page
    assert not re.search(r"""(src|href)=["']?(https?:)?//""", page)


def test_words_on_the_terminal_cannot_move_its_cursor(tmp_path):
    hostile = "@ines \x1b[2J\u202ewrong, disgrace, take it down, I object, shame on you"
    lines = [good(n, author=f"p{n}", text=hostile, time=f"2026-03-01T10:{n:02}:00Z") for n in range(40)]
    result = run(write(tmp_path / "a.jsonl", *lines), *SUBJECT)
    assert "\x1b" not in result.output
    assert "\u202e" not in result.output


def test_a_report_that_cannot_be_written_loses_nothing(tmp_path):
    result = run(write(tmp_path / "a.jsonl", good()), *SUBJECT, "--report", tmp_path / "no" / "such" / "folder.html")
    assert "could not be written" in result.stderr
    assert "1 post of 1" in result.stdout


def test_starting_costs_no_django(tmp_path):
    probe = (
        "import sys; from click.testing import CliRunner; from amends.cli.replay import command;"
        f"CliRunner().invoke(command, [{str(write(tmp_path / 'a.jsonl', good()))!r}, '--subject', 'Ines=@ines']);"
        "sys.exit('django' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", probe], check=False).returncode == 0


@pytest.mark.shared_data
def test_every_naughty_string_is_heard_unchanged(shared_data, tmp_path):
    rows = (shared_data / "badinput" / "blns.jsonl").read_text().splitlines()
    texts = [json.loads(row)["text"] for row in rows]
    archive = write(tmp_path / "blns.jsonl", *(good(n, text=text or "empty") for n, text in enumerate(texts)))
    out = tmp_path / "out.json"
    result = run(archive, "--subject", "all=*", "--json", out)
    assert result.exit_code == 0
    assert subject_of(result, out)["mentions"] == len(texts)
