"""`amends drill`: a made-up storm to the real phone, and how long each leg takes."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from amends.cli.site import CannotStart, open_site, point_at, starting

if TYPE_CHECKING:
    from amends.store.models import Drill

LONGEST: Final = 240
"""Seconds after which nobody answers for it any more."""


@click.command()
@click.option(
    "--data",
    type=click.Path(path_type=Path),
    envvar="AMENDS_DATA",
    default=Path("var"),
    show_default=True,
    help="The data directory of the site, which must be running.",
)
@click.pass_context
def command(context: click.Context, data: Path) -> None:
    """Send a made-up storm to whoever is told, and say how long each leg took.

    A dozen made-up people object, through the listener, the reader and the alarm of the running site, and whoever is
    told at once is told that this is a drill. It opens no case, stands on no public page and is not in the ledger; all
    it made is erased when it ends.

    Exit code 0: the alarm rang and everybody was reached. 1: not so.
    """
    chosen = point_at(data)
    if not _runs(chosen):
        raise CannotStart("A drill goes through the running site, and none is running here. Start it: amends up")
    open_site(chosen)
    from amends.actions.drill import NoDrill
    from amends.web.drill_words import table

    try:
        drill = _asked()
    except NoDrill as refused:
        raise CannotStart(str(refused)) from refused
    click.echo("Drill: a dozen made-up people begin to object. Nobody real does.\n")
    ended = _ended(drill)
    legs = table(ended)
    width = max((len(what) for what, _ in legs), default=0)
    for what, seconds in legs:
        click.echo(f"  {what:<{width}}  {seconds:>7}")
    click.echo(f"\n{ended.note or 'All that the drill made is erased. The ledger says nothing of it.'}")
    context.exit(0 if ended.ways and all(way["well"] for way in ended.ways) else 1)


def _runs(data: Path) -> bool:
    """Tell whether a site holds this data directory."""
    from amends.worker.data_directory import hold, make_ready
    from amends.worker.trouble import Trouble

    with starting():
        make_ready(data)
    try:
        with hold(data):
            return False
    except Trouble:
        return True


def _asked() -> Drill:
    from amends import clock
    from amends.actions import line
    from amends.actions.drill import ask_for_drill

    return line.do(clock.now, ask_for_drill, clock.now())


def _ended(drill: Drill) -> Drill:
    until = time.monotonic() + LONGEST
    while drill.ended_at is None:
        if time.monotonic() > until:
            raise CannotStart("The running site does not take the drill up. Stop it and start it again: amends up")
        time.sleep(0.2)
        drill.refresh_from_db()
    return drill
