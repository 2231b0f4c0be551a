"""Writes the reference pages that can be told from the code itself: ``make docs``.

A test holds what is written here beside what stands in docs/reference, so a page is never older than the code.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import django
from click.testing import CliRunner

from amends import cli

if TYPE_CHECKING:
    from amends.store.outgoing import Kind

REFERENCE = Path(__file__).with_name("reference")
SCHEMA = Path(cli.__file__).parent.parent / "engine" / "replay.schema.json"

ENDINGS = """\
Every command explains itself: `amends --help`, `amends replay --help`. Each ends with 0 when it did what was asked,
with 1 when it could not, and with 2 when what it was asked makes no sense or nothing of it could be read."""

DOCUMENT = """\
`amends replay … --json told.json` writes one document of the schema `amends/replay/1`. The schema itself, as JSON
Schema, is [replay.schema.json](../../src/amends/engine/replay.schema.json) and is installed with amends. Instants are
ISO 8601 in UTC. A key marked “may be absent” is written by this version, but a document without it is still valid."""

TAKEN = """\
`amends export everything OUT` writes a new directory, of the schema `amends/export/1`. [How, and what is private in
it](../howto/take-everything-away.md). Each kind of thing below is there as `NAME.jsonl` (an object a line, with these
keys in this order, exact), as `NAME.csv` (a heading, the same columns; no text begins as a formula would: it has an
apostrophe before it) and as a table `NAME` of `amends-export.sqlite3`. Where nothing is known stands `null`, an empty
cell, or `NULL`. A whole number that names a row of another kind is its `id`. An instant is ISO 8601 in UTC with six
digits after the second, such as `2026-05-04T12:00:00.000000Z`. In the name and the address of a source `…` stands for
what may open it, or names a mailbox. In CSV and in a table, JSON is text; true is 1 in a
table.

| file beside them | what it holds |
|---|---|
| `README.txt` | what is in it, and what must not be published of it |
| `manifest.json` | the version, the kinds with their rows and columns, and every file |
| `case-files/case-N.json` | each public case, as [the file of a case](case-file.md) |

In `manifest.json` stand `schema`, `amends` (the version that wrote it), `made_at`, `names` and `addresses` (whether
they are in it), `kinds` (each with `name`, `rows`, `columns`), `cases` (their numbers) and `files` (each with `name`,
`bytes`, `sha256`).

A later version may add kinds and columns under the same schema. Where one is renamed, taken away or means something
else, the number behind `amends/export/` grows."""


def commands() -> str:
    """Tell every command by its own help."""
    parts = ["# Commands", ENDINGS, _help([])]
    for name in sorted(cli.COMMANDS):
        parts += [f"## amends {name}", *map(_help, _with_parts(name))]
    return "\n\n".join(parts) + "\n"


def _with_parts(name: str) -> list[list[str]]:
    """Name a command, and each command that it holds."""
    command = cli.main.get_command(click.Context(cli.main), name)
    held = sorted(command.commands) if isinstance(command, click.Group) else []
    return [[name], *([name, part] for part in held)]


def _help(arguments: list[str]) -> str:
    said = CliRunner().invoke(cli.main, [*arguments, "--help"], prog_name="amends", terminal_width=100)
    assert said.exit_code == 0, said.output
    shown = " ".join(["amends", *arguments, "--help"])
    return f"```console\n$ {shown}\n{said.output.rstrip()}\n```"


def replay_json() -> str:
    """Tell the replay document by its schema."""
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    promise = schema["description"].partition(". ")[2]
    parts = ["# The JSON of a replay", DOCUMENT, promise, _table("The document", schema, schema)]
    titles = {
        "subject": "Each of `subjects`",
        "alert": "Each of `alerts`",
        "unread": "Each of `unread`",
        "volume_rule": "Each of `volume_rules`",
        "file": "Each of `files`",
    }
    parts += [_table(title, schema["$defs"][name], schema) for name, title in titles.items()]
    return "\n\n".join(parts) + "\n"


def _table(title: str, node: dict[str, Any], schema: dict[str, Any]) -> str:
    rows = [f"## {title}", "", "| key | what it holds | its kind |", "|---|---|---|"]
    rows += _rows(node, schema, "")
    return "\n".join(rows)


def _rows(node: dict[str, Any], schema: dict[str, Any], above: str) -> list[str]:
    rows = []
    for key, value in node["properties"].items():
        absent = "" if key in node.get("required", ()) else " (may be absent)"
        rows.append(f"| `{above}{key}` | {value['description']}{absent} | {_kind(value)} |")
        inner = value.get("items", {}) if value.get("type") == "array" else value
        if "properties" in inner:
            rows += _rows(inner, schema, f"{above}{key}[]." if inner is not value else f"{above}{key}.")
    return rows


def _kind(value: dict[str, Any]) -> str:
    if "const" in value:
        return f"always `{value['const']}`"
    if "enum" in value:
        return "one of " + ", ".join(f"`{word}`" for word in value["enum"])
    if "$ref" in value:
        return {"count": "whole number", "instant": "instant"}[value["$ref"].rpartition("/")[2]]
    if "anyOf" in value:
        return " or ".join(_kind(one) for one in value["anyOf"])
    kinds = value["type"] if isinstance(value["type"], list) else [value["type"]]
    words = {"string": "text", "array": "list", "boolean": "true or false", "integer": "whole number"}
    return " or ".join(words.get(kind, kind) for kind in kinds)


def export() -> str:
    """Tell what an owner takes away, kind by kind, and what stays for which reason."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amends.settings")
    django.setup()
    from amends.store.outgoing_kinds import KINDS, STAYS, STAYS_OF_OTHERS  # noqa: PLC0415 - not before Django is ready

    parts = ["# What you take away", TAKEN, *map(_taken, KINDS), "## What stays whole"]
    parts.append("\n".join([f"- `{name}`: {why}" for name, why in STAYS.items()]))
    parts.append("And of the parts that amends is built on:")
    parts.append("\n".join([f"- `{name}`: {why}" for name, why in STAYS_OF_OTHERS.items()]))
    return "\n\n".join(parts) + "\n"


def _taken(kind: Kind) -> str:
    from amends.actions.export_files import file_of  # noqa: PLC0415 - as above
    from amends.store.outgoing import Level, holds, refers  # noqa: PLC0415 - as above

    asked = " Only with `--addresses`." if kind.level is Level.ADDRESSES else ""
    rows = [f"## {kind.name}", "", f"{kind.says}{f' {kind.rows}' if kind.rows else ''}{asked}", ""]
    rows += ["| column | what it holds | |", "|---|---|---|"]
    for column in kind.columns(frozenset(Level)):
        target = file_of(refers(column))
        what = f"`id` of [{target}](#{target})" if target else str(holds(column))
        named = " Only with `--names`." if column.name in kind.names.split() else ""
        rows.append(f"| `{column.name}` | {what} | {f'{column.help_text}{named}'.strip()} |".replace("|  |", "| |"))
    if kind.stays:
        reasons = dict.fromkeys(kind.stays.values())
        same = [(why, [f"`{name}`" for name, said in kind.stays.items() if said == why]) for why in reasons]
        rows += ["", "What stays: " + "; ".join(f"{', '.join(names)} ({why.rstrip('.')})" for why, names in same) + "."]
    return "\n".join(rows)


PAGES = {"commands.md": commands, "export.md": export, "replay-json.md": replay_json}
"""The pages by the names they have in docs/reference."""


if __name__ == "__main__":
    for page, tell in PAGES.items():
        (REFERENCE / page).write_text(tell(), encoding="utf-8")
        print(f"Written: docs/reference/{page}")
