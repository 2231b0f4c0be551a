"""``amends replay``: feed an archive through the antennae and say what they would have told you."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from time import time_ns
from typing import TYPE_CHECKING, Self

import click

from amends.cli.second_look import again_option, reader_for
from amends.connectors.archive import FORMATS, Batch
from amends.core.antennae.about import SubjectError, parse_subject
from amends.core.vocabulary import DAY, Post, Subject

if TYPE_CHECKING:
    from amends.engine.replay import Replay


class _SubjectType(click.ParamType[Subject]):
    name = "NAME=term,term,@handle"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> Subject:
        try:
            return parse_subject(value)
        except SubjectError as error:
            self.fail(str(error), param, ctx)


class _MapType(click.ParamType[dict[str, str]]):
    name = "text=…,author=…,time=…"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> dict[str, str]:
        mapping = {}
        for pair in value.split(","):
            field, equals, column = pair.partition("=")
            if not (equals and field.strip() and column.strip()):
                self.fail(
                    f"“{pair}” is not field=column. Write for example text=tweet,author=user,time=sent.", param, ctx
                )
            mapping[field.strip()] = column.strip()
        return mapping


@click.command("replay")
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--subject", "subjects", multiple=True, required=True, type=_SubjectType(), help="Whom to listen for.")
@click.option("--format", "format_", type=click.Choice(FORMATS), default="auto", show_default=True)
@click.option("--map", "mapping", type=_MapType(), help="Which column holds which field, for CSV and JSON Lines.")
@click.option("--report", type=click.Path(path_type=Path, dir_okay=False), help="Write one self-contained page.")
@click.option("--json", "json_", type=click.Path(path_type=Path, dir_okay=False, allow_dash=True), help="Write JSON.")
@click.option("--budget-per-week", type=click.FloatRange(0.01, 28), default=0.125, show_default=True)
@again_option
@click.option("--import", "import_", is_flag=True, help="Load it into the site as history, which never alarms.")
@click.option("--data", type=click.Path(path_type=Path, file_okay=False), help="The site's data directory, to import.")
def command(
    *,
    paths: Sequence[Path],
    subjects: Sequence[Subject],
    format_: str,
    mapping: dict[str, str] | None,
    report: Path | None,
    json_: Path | None,
    budget_per_week: float,
    again: str | None,
    import_: bool,
    data: Path | None,
) -> None:
    """Feed archives through the antennae, in the order things happened, and say what you would have been told.

    A SUBJECT is NAME=item,item,…: a name, an @handle, an account id (did:… or id:…), a link that is yours, a
    -homonym to leave out, or * when everything in the archive concerns you.
    """
    from amends.core.antennae.alarm import Setting
    from amends.engine.replay import posts_of, replay

    latest = time_ns() // 1000 + DAY
    with _Progress(paths) as progress:
        told = replay(
            paths,
            subjects,
            reader_for(again),
            Setting(budget_per_week=budget_per_week),
            format=format_,
            mapping=mapping,
            latest=latest,
            progress=progress.advance,
        )
    _say_refusals(told)
    if all(file.unreadable or not file.posts for file in told.files):
        click.echo("Nothing could be read, so there is nothing to tell.", err=True)
        sys.exit(2)
    _write_json(told, json_)
    if report is not None:
        from amends.web.report import page

        _write(report, page(told))
    if json_ is None or str(json_) != "-":
        from amends.cli.replay_words import summary

        click.echo(summary(told))
    if import_:
        _import(subjects, data, lambda: posts_of(paths, format=format_, mapping=mapping, latest=latest))


def _write_json(told: Replay, target: Path | None) -> None:
    if target is None:
        return
    import json

    from amends.engine.replay_json import to_json

    text = json.dumps(to_json(told), ensure_ascii=False, indent=2)
    if str(target) == "-":
        click.echo(text)
    else:
        _write(target, text + "\n")


def _write(target: Path, text: str) -> None:
    try:
        target.write_text(text, encoding="utf-8")
    except OSError as error:
        click.echo(f"{target} could not be written: {error.strerror}. What was found is printed below.", err=True)
    else:
        click.echo(f"Written to {target}.", err=True)


def _say_refusals(told: Replay) -> None:
    for file in told.files:
        if file.unreadable:
            click.echo(file.unreadable, err=True)
        for refusal in file.refusals:
            click.echo(f"{refusal.file}, line {refusal.line}: {refusal.reason}", err=True)
        if file.refused > len(file.refusals):
            click.echo(f"{file.file}: {file.refused - len(file.refusals):,} more rows were refused.", err=True)
        if file.refused:
            click.echo(f"{file.file}: {file.posts:,} posts were kept, {file.refused:,} rows were refused.", err=True)


def _import(subjects: Sequence[Subject], data: Path | None, batches: Callable[[], Iterator[Sequence[Post]]]) -> None:
    from amends.cli.site import open_site

    open_site(data)
    from amends.actions.import_history import import_history
    from amends.clock import now

    for subject in subjects:
        summary = import_history(subject, batches(), now())
        click.echo(f"Imported as history for {subject.name}: {summary.posts:,} posts. History never alarms.")


class _Progress:
    """A progress bar on standard error, where that is a terminal; silent elsewhere."""

    def __init__(self, paths: Sequence[Path]) -> None:
        self._paths = paths
        self._advance: Callable[[Path, Batch], None] = lambda _path, _batch: None

    def __enter__(self) -> Self:
        if not sys.stderr.isatty():
            return self
        from rich.console import Console
        from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

        self._bar = Progress(
            TextColumn("Hearing {task.fields[file]}"),
            BarColumn(),
            DownloadColumn(),
            TimeRemainingColumn(),
            console=Console(stderr=True),
            transient=True,
        )
        tasks = {path: self._bar.add_task("", file=path.name, total=None) for path in self._paths}
        self._advance = lambda path, batch: self._bar.update(tasks[path], completed=batch.done, total=batch.size)
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        if hasattr(self, "_bar"):
            self._bar.stop()

    def advance(self, path: Path, batch: Batch) -> None:
        """Move the bar of one file."""
        self._advance(path, batch)
