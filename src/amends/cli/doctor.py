"""`amends doctor`: what is so, what is missing, what to do."""

from __future__ import annotations

from pathlib import Path

import click

from amends.cli.site import open_django, point_at, starting


@click.command()
@click.option(
    "--data",
    type=click.Path(path_type=Path),
    envvar="AMENDS_DATA",
    default=Path("var"),
    show_default=True,
    help="The data directory to look at.",
)
@click.pass_context
def command(context: click.Context, data: Path) -> None:
    """Say what is configured, what is missing and what to do.

    Exit code 0: all is well. 1: something needs you. Nothing is changed.
    """
    chosen = point_at(data)
    with starting():
        open_django()
        from amends.worker.checkup import checkup

        findings = checkup(chosen)
    for finding in findings:
        mark = click.style("ok  ", fg="green") if finding.well else click.style("do  ", fg="yellow", bold=True)
        click.echo(f"{mark}{finding.what}")
        if finding.advice:
            click.echo(f"    {finding.advice}")
    needs = sum(not finding.well for finding in findings)
    click.echo("\nAll is well." if not needs else f"\n{needs} of {len(findings)} need you.")
    context.exit(1 if needs else 0)
