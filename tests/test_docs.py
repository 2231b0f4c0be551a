"""The documents say what is so: commands parse, links lead somewhere, pages written from code are not older than it."""

from __future__ import annotations

import importlib.util
import json
import re
import shlex
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import click
import jsonschema
import pytest
from click.testing import CliRunner

from amends import cli, demo

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted(
    path
    for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("benchmarks/**/*.md")]
    if not any(part.startswith(".") for part in path.relative_to(ROOT).parts)
)


def reference_pages() -> ModuleType:
    spec = importlib.util.spec_from_file_location("reference_pages", ROOT / "docs" / "reference_pages.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def text_of(path):
    return path.read_text(encoding="utf-8")


def name_of(path):
    return str(path.relative_to(ROOT))


def shell_lines(page):
    """List what a reader is told to type: the lines of console and shell blocks, continued lines joined."""
    lines = []
    for kind, block in re.findall(r"^```(\w*)\n(.*?)^```", page, re.DOTALL | re.MULTILINE):
        joined = re.sub(r"\\\n\s*", " ", block)
        if kind == "console":
            lines += [line[2:] for line in joined.splitlines() if line.startswith("$ ")]
        elif kind in {"sh", "bash", "shell"}:
            lines += [line for line in joined.splitlines() if line and not line.startswith("#")]
    return lines


def parses(words, monkeypatch):
    """Let click parse a command without running it, and without asking whether its files are there."""
    monkeypatch.setattr(click.Path, "convert", lambda _self, value, _param, _ctx: value)
    name, *arguments = words
    house = cli.main.make_context("amends", [name])
    command = cli.main.get_command(house, name)
    assert command is not None, f"there is no amends {name}"
    within = command.make_context(name, arguments, parent=house)
    if isinstance(command, click.Group):
        part, *rest = arguments
        found = command.get_command(within, part)
        assert found is not None, f"there is no amends {name} {part}"
        found.make_context(part, rest, parent=within)


def headings(path):
    """List the anchors a page offers, as GitHub makes them."""
    prose = re.sub(r"^```.*?^```", "", text_of(path), flags=re.DOTALL | re.MULTILINE)
    titles = re.findall(r"^#+ (.*)$", prose, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_links_lead_somewhere(path):
    dead = []
    for target in re.findall(r"\]\(([^)\s]+)\)", text_of(path)):
        if re.match(r"[a-z]+:", target):
            continue
        file, _, anchor = target.partition("#")
        found = (path.parent / file).resolve() if file else path
        if not found.exists() or (anchor and found.suffix == ".md" and anchor not in headings(found)):
            dead.append(target)
    assert dead == []


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_commands_parse(path, monkeypatch):
    targets = set(re.findall(r"^([a-z-]+):", text_of(ROOT / "Makefile"), re.MULTILINE))
    ours = re.compile(r"(?:sudo |[A-Z_]+=\S+ )*(?:\S*/)?(amends|make) (.*)")
    for part in (part for line in shell_lines(text_of(path)) for part in re.split(r"\s(?:&&|\||>)\s", line)):
        if (found := ours.fullmatch(part)) is None:
            continue
        words = shlex.split(found[2], comments=True)
        if found[1] == "make":
            assert {word for word in words if "=" not in word} <= targets, part
        elif "--help" in words:
            assert words[0] in {*cli.COMMANDS, "--help"}, part
        else:
            parses(words, monkeypatch)


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_commands_named_in_a_sentence_exist(path):
    named = set(re.findall(r"(?<!`)`amends ([a-z][a-z-]*)", text_of(path)))
    assert named <= set(cli.COMMANDS), name_of(path)


def test_pages_written_from_code_are_not_older_than_it():
    # In a process of its own: click keeps a command's help as it was first asked for, which other tests do otherwise.
    tell = (
        "import json, runpy; told = runpy.run_path('docs/reference_pages.py');"
        "print(json.dumps({page: tell() for page, tell in told['PAGES'].items()}))"
    )
    told = subprocess.run([sys.executable, "-c", tell], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for page, words in json.loads(told).items():
        assert text_of(ROOT / "docs/reference" / page) == words, f"docs/reference/{page} is out of date: make docs"


def test_every_setting_is_told():
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "src").rglob("*.py"))
    read = set(re.findall(r"[\"'](AMENDS_[A-Z_]+)[\"']", source))
    told = set(re.findall(r"`(AMENDS_[A-Z_]+)`", text_of(ROOT / "docs/reference/settings.md")))
    assert read - told == set(), "Tell them in docs/reference/settings.md."
    assert told - read == set(), "The settings page tells of what nothing reads."


def test_the_readme_is_short():
    assert text_of(ROOT / "README.md").count("\n") <= 120


def test_every_page_is_linked_from_the_contents():
    contents = ROOT / "docs" / "README.md"
    linked = {(contents.parent / target).resolve() for target in re.findall(r"\]\(([^)#]+)\)", text_of(contents))}
    pages = {path for path in PAGES if (ROOT / "docs") in path.parents and path != contents}
    assert sorted(name_of(path) for path in pages - linked) == []


def test_decisions_are_numbered_without_a_gap():
    numbers = [int(path.name[:4]) for path in sorted((ROOT / "docs/why/decisions").glob("*.md"))]
    assert numbers == list(range(1, len(numbers) + 1))


def documented(value, schema, node):
    """Walk a document beside its schema and list the keys that the schema does not tell of."""
    node = schema["$defs"][node["$ref"].rpartition("/")[2]] if "$ref" in node else node
    unknown = []
    if isinstance(value, dict):
        for key, inner in value.items():
            known = node.get("properties", {}).get(key)
            unknown += [key] if known is None else documented(inner, schema, known)
    elif isinstance(value, list):
        for inner in value:
            unknown += documented(inner, schema, node.get("items", {}))
    return unknown


def test_a_replay_writes_what_the_reference_says():
    schema = json.loads(reference_pages().SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    accounts = ",".join(f"id:{account}" for account in demo.SUBJECT.accounts)
    subject = f"Ines Marlow=Ines Marlow,@ines.example,@ines@harbour.example,{accounts},-Marlow-Hart"
    files = [str(demo.QUIET_MONTH), str(demo.STORM_DAY)]
    run = CliRunner().invoke(cli.main, ["replay", *files, "--subject", subject, "--json", "-"])
    assert run.exit_code == 0, run.output
    told = json.loads(run.stdout)
    jsonschema.Draft202012Validator(schema).validate(told)
    assert documented(told, schema, schema) == []
    assert [alert["channel"] for alert in told["subjects"][0]["alerts"]].count("case") >= 1
