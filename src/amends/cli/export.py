"""``amends export``: a public case for whoever wants to check it, or everything for its owner."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

from amends.cli.site import CannotStart, CannotUse, open_site

EVERYTHING: Final = "everything"


@click.command("export")
@click.argument("what", metavar="CASE|everything")
@click.argument("out", metavar="OUT", type=click.Path(path_type=Path))
@click.option("--names", is_flag=True, help="With everything: also who people are on their networks.")
@click.option("--addresses", is_flag=True, help="With everything: also the e-mail addresses that people left.")
@click.option("--data", type=click.Path(path_type=Path, file_okay=False), help="The site's data directory.")
def command(what: str, out: Path, data: Path | None, *, names: bool, addresses: bool) -> None:
    """Write public case number CASE into the file OUT, or everything into the new directory OUT.

    A case: the whole log, and what its entries of this case committed to. Whoever has the file can check it with
    ``amends verify``, without this site and without amends' help. The words of messages that are held, hidden or taken
    back are not in it, nor are ballots before their vote has closed.

    Everything: each kind of thing as JSON Lines, as CSV and as a table of one SQLite file, and every public case. It is
    yours, and private: it holds other people's words. Names and addresses are in it only if you ask; secrets, and who
    cast which ballot, never. The site may be running.
    """
    if what == EVERYTHING:
        open_site(data)
        _everything(out, names=names, addresses=addresses)
        return
    if not (what.isascii() and what.isdigit() and 0 < int(what) < 10**9):
        raise CannotUse(
            f"“{what}” is no number of a case, and not “{EVERYTHING}”. For example: amends export 1 case.json"
        )
    if names or addresses:
        raise CannotUse("--names and --addresses go with everything. A case holds what is public, and no more.")
    open_site(data)
    entries = hand_out(int(what), out)
    click.echo(f"Written to {out}: case {what}, with a log of {entries:,} entries.")


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


def _everything(out: Path, *, names: bool, addresses: bool) -> None:
    import sqlite3

    from amends import clock
    from amends.actions.export_everything import AlreadyThere, export_everything
    from amends.store.outgoing import Level

    asked = {Level.NAMES: names, Level.ADDRESSES: addresses}
    try:
        told = export_everything(out, frozenset(level for level, wanted in asked.items() if wanted), clock.now())
    except AlreadyThere as refused:
        raise CannotStart(str(refused)) from refused
    except (OSError, sqlite3.Error) as error:
        said = getattr(error, "strerror", None) or str(error)
        raise CannotStart(
            f"{out} could not be written: {said}. Nothing is left of it, and the site has all that it had."
        ) from error
    kept = sum(told.rows.values())
    click.echo(f"Written to {out}: {len(told.rows)} kinds of things, {kept:,} rows, {len(told.cases)} public cases.")
    click.echo("It is private: it holds other people's words. Read its README.txt before you hand it on.")
