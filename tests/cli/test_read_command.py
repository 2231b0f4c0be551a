from __future__ import annotations

import base64
import json
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from amends.cli.read import command

if TYPE_CHECKING:
    from pathlib import Path


@dataclass
class Done:
    returncode: int
    stdout: bytes
    stderr: bytes


def run(lines: bytes, *more: str) -> Done:
    result = CliRunner().invoke(command, list(more), input=lines)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return Done(result.exit_code, result.stdout_bytes, result.stderr_bytes)


def rows(done: Done) -> list[dict[str, object]]:
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_one_object_a_line_in_the_order_they_came() -> None:
    lines = b"".join(
        json.dumps({"id": f"p{n}", "text": f"Please stop the ads {n}"}).encode() + b"\n" for n in range(2500)
    )
    done = run(lines, "--json")
    assert done.returncode == 0
    assert [row["id"] for row in rows(done)] == [f"p{n}" for n in range(2500)]
    assert list(rows(done)[0]) == ["id", "stance", "p", "heat", "grounds", "language", "unread", "unsure", "reader"]
    assert list(rows(done)[0]["p"]) == ["objects", "supports", "questions", "neutral"]
    assert done.stderr == b""


def test_the_subjects_own_posts_never_object() -> None:
    line = json.dumps({"text": "You lied to us, shame on you.", "subject": "Ann", "context": "x", "by_subject": True})
    done = run(line.encode(), "--json")
    assert rows(done)[0]["p"]["objects"] == 0.0
    assert rows(done)[0]["id"] == 1


def test_without_json_a_line_a_post_that_a_person_can_read() -> None:
    done = run(json.dumps({"id": 7, "text": "You lied\n to us,\x1b[31m shame on you."}).encode())
    assert done.stdout.decode().startswith("7: objects ")
    assert "A word was not kept" in done.stdout.decode()
    assert b"\x1b" not in done.stdout
    assert done.stdout.count(b"\n") == 1


def test_bad_lines_are_named_and_good_ones_kept(tmp_path: Path) -> None:
    path = tmp_path / "posts.jsonl"
    path.write_bytes(
        b'\xef\xbb\xbf{"id": 1, "text": "first"}\n{"id": 2}\nnot json\n\n\xff\xfe\n{"text": 5}\n[1]\n'
        b'{"id": 8, "text": "last \\ud83d\\ude00"}'
    )
    done = run(b"", "--json", str(path))
    assert done.returncode == 0
    assert [row["id"] for row in rows(done)] == [1, 8]
    told = done.stderr.decode()
    for number in (2, 3, 5, 6, 7):
        assert f"{path}, line {number}: left out, " in told
    assert "read 2, left out 5" in told
    assert "Traceback" not in told


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        (b"", "is empty"),
        (b"\n\n", "is empty"),
        (b"no\nnope\n", "read 0, left out 2"),
        (b"[" * 100_000, "line 1: left out"),
        (b"\x00\x00\n", "line 1: left out"),
    ],
)
def test_where_nothing_can_be_read_the_code_is_2(lines: bytes, says: str) -> None:
    done = run(lines, "--json")
    assert done.returncode == 2
    assert says in done.stderr.decode()
    assert b"Traceback" not in done.stderr


def test_a_file_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    done = run(b"", str(tmp_path / "none.jsonl"))
    assert done.returncode == 2
    assert b"cannot be read" in done.stderr
    assert b"Traceback" not in done.stderr


def test_a_line_too_long_to_hold_is_left_out_and_the_next_one_read() -> None:
    lines = b'{"text": "' + b"a" * (33 * 1024 * 1024) + b'"}\n{"id": "next", "text": "fine"}\n'
    done = run(lines, "--json")
    assert [row["id"] for row in rows(done)] == ["next"]
    assert b"line 1: left out, it is longer than" in done.stderr


def test_ten_megabytes_of_one_word_are_read_in_time() -> None:
    before = time.monotonic()
    done = run(json.dumps({"text": "a" * 10_000_000}).encode(), "--json")
    assert done.returncode == 0
    assert time.monotonic() - before < 10


def test_lone_surrogates_and_nul_survive() -> None:
    done = run(b'{"id": "a\\u0000b", "text": "\\u0000 \\u200b x"}\n{"id": "c", "text": "\\ud800"}\n', "--json")
    assert rows(done)[0]["id"] == "a\x00b"
    assert b"Traceback" not in done.stderr


@pytest.mark.shared_data
def test_no_bad_line_brings_a_traceback_or_costs_a_good_one(shared_data: Path) -> None:
    lines, good = [], []
    for path in ("jsontestsuite.jsonl", "blns.jsonl"):
        for number, line in enumerate((shared_data / "badinput" / path).read_text(encoding="utf-8").splitlines()):
            case = json.loads(line)
            payload = base64.b64decode(case["b64"]) if "b64" in case else case["text"].encode("utf-8", "surrogatepass")
            good.append(f"{path}-{number}")
            lines.append(payload.replace(b"\n", b" "))
            lines.append(json.dumps({"id": good[-1], "text": payload.decode("utf-8", "replace")}).encode())
    done = run(b"\n".join(lines), "--json")
    assert done.returncode == 0
    assert [row["id"] for row in rows(done) if str(row["id"]).count(".jsonl-")] == good
    assert b"Traceback" not in done.stderr


def test_the_command_itself_reads_from_a_pipe() -> None:
    started = [sys.executable, "-c", "from amends.cli import main; main()", "read", "--json"]
    lines = b'{"text": "You lied to us and nobody asked us."}\nno\n'
    done = subprocess.run(started, input=lines, capture_output=True, check=False)
    assert done.returncode == 0
    assert json.loads(done.stdout)["stance"] == "objects"
    assert done.stderr.decode().splitlines()[-1] == "standard input: read 1, left out 1."


UNSURE = b'{"text": "I am not sure that this was right of you."}\n'


def test_a_model_of_ones_own_is_asked_only_where_one_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AMENDS_READER_URL", raising=False)
    done = run(UNSURE, "--again", "own")
    assert done.returncode == 2
    assert b"AMENDS_READER_URL names no model" in done.stderr
    monkeypatch.setenv("AMENDS_READER_URL", "http://127.0.0.1:9/v1")
    assert b"AMENDS_READER_MODEL must name the model" in run(UNSURE, "--again", "own").stderr


def test_where_nobody_answers_the_first_reading_stands_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    monkeypatch.setenv("AMENDS_READER_URL", f"http://127.0.0.1:{port}/v1")
    monkeypatch.setenv("AMENDS_READER_MODEL", "m")
    (alone,), (again,) = rows(run(UNSURE, "--json")), rows(run(UNSURE, "--json", "--again", "own"))
    assert again.pop("reader") == f"{alone.pop('reader')}, asked in vain"
    assert again == alone
