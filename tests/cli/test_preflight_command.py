from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from amends.cli import main
from amends.core.lessons.draft import draft as text
from amends.core.lessons.likeness import signs
from amends.core.lessons.memory import Beneath, Memory, PastPost
from amends.engine.memory_file import Kept, written
from amends.engine.rulebook_files import JURISDICTIONS, packaged_rulebook

CORPORA = Path(__file__).parent.parent / "corpora" / "preflight"
TIE = 'with = "Nordlys"\nkind = "paid"\ndetail = "one post"\n'


def run(*arguments: str | Path, given: bytes = b"") -> Result:
    result = CliRunner().invoke(main, ["preflight", *map(str, arguments)], input=given)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.fixture
def tie(tmp_path: Path) -> Path:
    path = tmp_path / "sponsor.toml"
    path.write_text(TIE, encoding="utf-8")
    return path


def test_a_clear_draft_one_with_findings_and_none_at_all(tmp_path: Path, tie: Path) -> None:
    draft = tmp_path / "draft.txt"
    draft.write_text("Ad: the best lamp, by Nordlys.", encoding="utf-8")
    assert run(draft, "--connection", tie).exit_code == 0
    draft.write_text("First line.\nThe best lamp, by Nordlys. Thanks, Nordlys!", encoding="utf-8")
    found = run(draft, "--connection", tie)
    assert found.exit_code == 1
    assert "1. A tie is not named well, line 2: “Thanks”" in found.stdout
    assert "no legal advice" in found.stdout
    missing = run(tmp_path / "gone.txt")
    assert (missing.exit_code, missing.stdout) == (2, "")
    assert "gone.txt cannot be read: No such file or directory." in missing.stderr


def test_json_tells_the_same_with_what_would_mend_it(tie: Path) -> None:
    told = run("-", "--connection", tie, "--json", "--stream", "personal", given=b"The best lamp, by Nordlys. #ad")
    findings = json.loads(told.stdout)["findings"]
    assert [one["kind"] for one in findings] == ["crossed-stream"]
    assert list(findings[0]) == ["kind", "why", "span", "rule", "mend"]


def test_a_batch_answers_a_line_each_in_exactly_its_form() -> None:
    lines = [
        {
            "id": "a",
            "text": "The best lamp, by Nordlys.",
            "stream": {"purpose": "personal", "name": "family"},
            "connections": [{"with": "Nordlys", "kind": "paid", "detail": "one post"}],
            "promises": ["No more sponsored posts in my personal feed."],
            "jurisdiction": "uk",
        },
        {"id": "b", "text": "Rain all day.", "stream": {"purpose": "personal", "name": ""}, "connections": []},
    ]
    told = run("--batch", "-", "--json", given="\n".join(map(json.dumps, lines)).encode())
    assert told.exit_code == 1
    first, second = map(json.loads, told.stdout.splitlines())
    assert {one["kind"] for one in first["findings"]} == {"disclosure", "crossed-stream", "repeat"}
    assert all(list(one) == ["kind", "why", "span", "rule"] for one in first["findings"])
    assert second == {"id": "b", "findings": []}


def test_a_bad_line_is_named_and_loses_no_other() -> None:
    told = run("--batch", CORPORA / "every-line-its-own-defect.batch.jsonl", "--json")
    assert [json.loads(line)["id"] for line in told.stdout.splitlines()] == ["good-1", 21, "good-3"]
    named = [line for line in told.stderr.splitlines() if "left out" in line]
    assert len(named) == 19
    assert all(line.endswith(".") for line in named)
    assert "line 2: left out, it is not JSON" in named[0]
    assert "looked at 3, left out 18." in named[-1]


READ = {
    "utf-16-with-bom.draft",
    "right-to-left.draft",
    "languages-mixed.draft",
    "a-web-page.draft",
    "unclosed-comment-and-tag.draft",
    "hidden-label-in-zero-width.draft",
    "terminal-escapes.draft",
    "thousand-combining-marks.draft",
    "ten-thousand-brackets.draft",
    "hashtags-without-end.draft",
    "label-turned-around.draft",
}
CLEAR = {"only-signs.draft"}


@pytest.mark.parametrize("path", sorted(CORPORA.glob("*.draft")), ids=lambda path: path.name)
def test_every_bad_draft_is_read_or_refused_in_a_sentence(path: Path, tie: Path) -> None:
    told = run(path, "--connection", tie)
    if path.name in READ:
        assert told.exit_code == 1, "it speaks of Nordlys and does not say so where people see it"
        assert all(letter.isprintable() or letter == "\n" for letter in told.stdout)
    elif path.name in CLEAR:
        assert told.exit_code == 0
    else:
        assert told.exit_code == 2
        assert told.stdout == ""
        assert str(path) in told.stderr
        assert told.stderr.endswith(".\n")


def test_a_refused_draft_names_its_line() -> None:
    assert "line 2: this is not UTF-8 text" in run(CORPORA / "windows-1252-in-line-2.draft").stderr
    assert "line 3: this is binary and not text" in run(CORPORA / "nul-byte-in-line-3.draft").stderr


def test_ten_megabytes_are_no_draft(tmp_path: Path, soon) -> None:
    path = tmp_path / "huge.txt"
    path.write_bytes(b"lamp " * 2_000_000)
    with soon(2):
        told = run(path)
    assert told.exit_code == 2
    assert "longer than 200,000 characters" in told.stderr


@pytest.mark.parametrize("path", sorted(CORPORA.glob("*.toml")), ids=lambda path: path.name)
def test_every_bad_file_is_refused_in_a_sentence(path: Path) -> None:
    option = "--rules" if path.name.endswith(".rules.toml") else "--deal" if ".deal." in path.name else "--connection"
    rest = () if option == "--deal" else ("-",)
    told = run(option, path, *rest, given=b"The best lamp.")
    assert (told.exit_code, told.stdout) == (2, "")
    assert path.name in told.stderr
    assert told.stderr.endswith(".\n")
    assert all(letter.isprintable() or letter == "\n" for letter in told.stderr)


@pytest.mark.parametrize("path", sorted(CORPORA.glob("*.memory.json")), ids=lambda path: path.name)
def test_every_bad_memory_is_refused_in_a_sentence(path: Path) -> None:
    told = run("--memory", path, "-", given=b"The best lamp.")
    assert (told.exit_code, told.stdout) == (2, "")
    assert told.stderr.startswith(str(path))
    assert told.stderr.endswith("Write it anew with “amends memory”. Nothing of it was used.\n")


LINES = {
    "kind-is-a-list.toml": "line 2: ",
    "label-is-a-number.rules.toml": "line 8: “en” has to be a list of words, and is a list that holds a number.",
    "label-sure-and-unsure.rules.toml": "line 6: “ad” stands among",
    "narrows-no-label.rules.toml": "line 9: “labels.only” narrows “advertt”",
    "title-is-a-date.rules.toml": "line 2: “title” has to be words, and is a date or a time.",
    "a-key-twice.toml": "at line 2, column",
    "jurisdiction-unknown.deal.toml": "line 3: “atlantis” is no jurisdiction known here",
    "not-utf-8.memory.json": "line 1: it is not UTF-8",
    "a-web-page.memory.json": "line 1: it is not JSON",
}


@pytest.mark.parametrize("name", LINES)
def test_a_refusal_names_the_line(name: str) -> None:
    option = "--rules" if ".rules." in name else "--deal" if ".deal." in name else "--connection"
    option = "--memory" if name.endswith(".json") else option
    told = run(option, CORPORA / name, *(() if option == "--deal" else ("-",)), given=b"The best lamp.")
    assert LINES[name] in told.stderr


def test_a_letter_more_than_a_draft_has_is_refused_and_one_less_is_read(soon) -> None:
    with soon(8):
        assert run("-", given=b"lamp " * 40_000).exit_code == 0
    refused = run("-", given=b"lamp " * 40_000 + b"s")
    assert refused.exit_code == 2
    assert "standard input is longer than 200,000 characters" in refused.stderr


def test_a_deal_is_asked_the_same_and_its_words_are_prepared(tmp_path: Path) -> None:
    path = tmp_path / "deal.toml"
    terms = 'terms = "One post. It should look organic. The brand approves it before posting."\n'
    path.write_text(TIE + terms + 'stream = { purpose = "personal", name = "family" }\n', encoding="utf-8")
    told = run("--deal", path, "--json")
    held = json.loads(told.stdout)
    assert told.exit_code == 1
    assert [one["kind"] for one in held["findings"]] == ["disclosure", "disclosure", "crossed-stream"]
    assert held["disclosure"] == "Ad: Nordlys pays me for this post."


def test_a_rule_book_of_ones_own(tmp_path: Path, tie: Path) -> None:
    packaged = Path(packaged_rulebook.__wrapped__.__globals__["_FOLDER"]) / "us.toml"
    own = tmp_path / "own.toml"
    own.write_text(
        packaged.read_text(encoding="utf-8").replace('en = [\n  "ad", ', 'en = [\n  "commissioned", '), encoding="utf-8"
    )
    text = b"Ad: the best lamp, by Nordlys."
    assert run("-", "--connection", tie, given=text).exit_code == 0
    assert run("-", "--connection", tie, "--rules", own, given=text).exit_code == 1


@pytest.mark.parametrize("jurisdiction", JURISDICTIONS)
def test_rule_books_cite_a_source_for_everything_and_give_no_legal_advice(jurisdiction: str) -> None:
    book = packaged_rulebook(jurisdiction)
    assert "no legal advice" in book.notice
    assert all(source.cite and source.says and source.url.startswith("https://") for source in book.sources.values())


@pytest.mark.parametrize(
    ("jurisdiction", "kind", "words", "breach"),
    [
        ("de", "free-goods", "Unbezahlte Werbung: Die beste Lampe, die ich je hatte, ist von Nordlys.", "de/denied"),
        ("de", "family", "Unbezahlte Werbung: Die beste Lampe, die ich je hatte, ist von Nordlys.", None),
        ("de", "free-goods", "Werbung: Die beste Lampe, die ich je hatte, ist von Nordlys.", None),
        ("in", "affiliate", "#affiliate The best lamp I ever had is by Nordlys: nordlys.example/?ref=me", None),
        ("us", "affiliate", "#affiliate The best lamp I ever had is by Nordlys: nordlys.example/?ref=me", "us/vague"),
        ("uk", "free-goods", "Gifted: the best lamp I ever had is by Nordlys.", "uk/vague"),
        ("uk", "free-goods", "Ad gifted: the best lamp I ever had is by Nordlys.", None),
    ],
)
def test_a_label_does_where_its_guide_says_so(jurisdiction: str, kind: str, words: str, breach: str | None) -> None:
    line = {
        "text": words,
        "stream": {"purpose": "commercial", "name": "Anna's shop"},
        "connections": [{"with": "Nordlys", "kind": kind}],
        "jurisdiction": jurisdiction,
    }
    found = json.loads(run("--batch", "-", "--json", given=json.dumps(line).encode()).output)["findings"]
    assert [one["rule"].partition("@")[0] for one in found] == ([breach] if breach else [])


def past_posts(many: int) -> Iterator[PastPost]:
    for number in range(many):
        words = f"Nordlys lamp number {number}: use code LAMP{number}! " + f"word{number} " * 20
        yield PastPost(number, words[:200], signs(text(words)), Beneath(20, number % 9))


def test_it_answers_at_once_and_loads_no_django(tmp_path: Path, tie: Path) -> None:
    draft = tmp_path / "draft.txt"
    draft.write_text("The best lamp, by Nordlys. Use code LAMP20!", encoding="utf-8")
    program = (
        "import sys, time\n"
        "from amends.cli import main\n"
        "try: main(sys.argv[1:])\n"
        "except SystemExit: pass\n"
        "print(time.process_time(), *sorted({'django', 'numpy', 'asyncio', 'sqlite3'} & set(sys.modules)))"
    )
    memory = tmp_path / "memory.json"
    memory.write_bytes(written(Kept(Memory(0, tuple(past_posts(400))))))
    call = ["preflight", str(draft), "--connection", str(tie), "--stream", "personal", "--promise", "No more ads."]
    call += ["--memory", str(memory)]
    # A bare start of the command line takes 65 ms on a quiet machine, and longer where others work beside it.
    bare = "import time, amends.cli, dataclasses, json; print(time.process_time())"
    took, starts = [], []
    for _ in range(5):  # by turns, so that both meet the machine as it is
        starts.append(float(subprocess.run([sys.executable, "-c", bare], capture_output=True, check=True).stdout))
        done = subprocess.run([sys.executable, "-c", program, *call], capture_output=True, text=True, check=True)
        seconds, *loaded = done.stdout.splitlines()[-1].split()
        assert loaded == []
        took.append(float(seconds))
    assert min(took) < max(0.3, 0.3 * min(starts) / 0.065)
