"""Writes the reference pages that can be told from the code itself: ``make docs``.

A test holds what is written here beside what stands in docs/reference, so a page is never older than the code.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click
from click.testing import CliRunner

from amends import cli

REFERENCE = Path(__file__).with_name("reference")
SCHEMA = Path(cli.__file__).parent.parent / "engine" / "replay.schema.json"

ENDINGS = """\
Every command explains itself: `amends --help`, `amends replay --help`. Each ends with 0 when it did what was asked,
with 1 when it could not, and with 2 when what it was asked makes no sense or nothing of it could be read."""

DOCUMENT = """\
`amends replay … --json told.json` writes one document of the schema `amends/replay/1`. The schema itself, as JSON
Schema, is [replay.schema.json](../../src/amends/engine/replay.schema.json) and is installed with amends. Instants are
ISO 8601 in UTC. A key marked “may be absent” is written by this version, but a document without it is still valid."""


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


PAGES = {"commands.md": commands, "replay-json.md": replay_json}
"""The pages by the names they have in docs/reference."""


if __name__ == "__main__":
    for page, tell in PAGES.items():
        (REFERENCE / page).write_text(tell(), encoding="utf-8")
        print(f"Written: docs/reference/{page}")
