"""``amends export``: write a public case into a file that anybody can check."""

from __future__ import annotations

from pathlib import Path

import click

from amends.cli.site import CannotStart, open_site


@click.command("export")
@click.argument("case", metavar="CASE", type=click.IntRange(min=1))
@click.argument("out", metavar="OUT.json", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--data", type=click.Path(path_type=Path, file_okay=False), help="The site's data directory.")
def command(case: int, out: Path, data: Path | None) -> None:
    """Write public case number CASE into a file: the whole log, and what its entries of this case committed to.

    Whoever has the file can check it with ``amends verify``, without this site and without amends' help. The words of
    messages that are held, hidden or taken back are not in it, nor are ballots before their vote has closed.
    """
    open_site(data)
    entries = hand_out(case, out)
    click.echo(f"Written to {out}: case {case}, with a log of {entries:,} entries.")


def hand_out(case: int, out: Path) -> int:
    """Write a public case of the site that is open into a file, and tell how many entries its log has."""
    import rfc8785

    from amends.actions.case_life import NoSuchCase
    from amends.actions.export_case import NothingSigned, NotPublic, export_case

    try:
        document = export_case(case)
    except (NoSuchCase, NotPublic, NothingSigned) as refused:
        raise CannotStart(str(refused)) from refused
    try:
        out.write_bytes(rfc8785.dumps(document))
    except OSError as error:
        raise CannotStart(f"{out} could not be written: {error.strerror}. Nothing was changed.") from error
    return len(document["bodies"])
