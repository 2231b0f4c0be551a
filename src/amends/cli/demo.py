"""`amends demo`: the story of the storm, on a site of its own."""

from __future__ import annotations

import os
import sys
import webbrowser
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from amends.cli.addresses import site_address
from amends.cli.site import run_site, starting

if TYPE_CHECKING:
    from amends.clock import Story
    from amends.core.vocabulary import Instant
    from amends.demo.told import Look
    from amends.store import models

OWNER: Final = "ines"


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), default=8700, show_default=True, help="Where the site answers.")
@click.option(
    "--speed", type=click.FloatRange(1, 3600), default=300.0, show_default=True, help="Story seconds in a real one."
)
@click.option(
    "--data",
    type=click.Path(path_type=Path),
    default=Path("var/demo"),
    show_default=True,
    help="Where it is kept; emptied at each start, if a demo made it.",
)
@click.option("--no-open", is_flag=True, help="Do not open a browser.")
@click.option(
    "--export",
    "out",
    type=click.Path(path_type=Path, dir_okay=False, writable=True),
    help="Play the whole story at once, without a site, and write its case here for `amends verify`.",
)
def command(port: int, speed: float, data: Path, out: Path | None, *, no_open: bool) -> None:
    """Play the story of the storm on a site of its own.

    Ines Marlow, who is invented like everybody in the story, posts a review of a free phone where people came for
    letters. A quiet month is imported, then the day of the storm is played through the ordinary live path. Ctrl-C
    leaves; each run starts afresh.
    """
    from amends.worker.demo_marker import start_afresh

    with starting():
        chosen = data.expanduser().absolute()
        start_afresh(chosen)
        with run_site(chosen, quiet=True):
            if out is None:
                _play(chosen, port, speed, browse=not no_open)
            else:
                _tell_at_once(out)


def _tell_at_once(out: Path) -> None:
    from rich.progress import Progress

    from amends import demo
    from amends.cli.export import hand_out
    from amends.worker.retell import tell_whole_story

    with Progress(transient=True, console=None, disable=not sys.stderr.isatty()) as progress:
        task = progress.add_task("Playing the story", total=demo.END - demo.ACKNOWLEDGED_AT)
        case = tell_whole_story(
            lambda at: progress.update(task, completed=at - demo.ACKNOWLEDGED_AT), until=demo.LATER_END
        )
    entries = hand_out(case.number, out)
    click.echo(f"Played to its end: {out} holds its case and a log of {entries:,} entries.")
    click.echo(f"Check it as a stranger would: amends verify {out}")


def _play(data: Path, port: int, speed: float, *, browse: bool) -> None:
    from amends import clock, demo
    from amends.actions.set_up_owner import issue_link
    from amends.worker.demo_marker import keep_story
    from amends.worker.play_live import play_live
    from amends.worker.site import take_port
    from amends.worker.story import begins_at, load_story
    from amends.worker.up import run

    taken = take_port("127.0.0.1", port)
    address = site_address("127.0.0.1", taken.getsockname()[1])
    click.echo("Reading the quiet month before the storm …")
    load_story()
    story = clock.Story(begins_at(), demo.END, speed, clock.real())
    link = f"{address}/setup/{issue_link(begins_at(), enters_as=OWNER)}/"

    def ready() -> None:
        _greet(address, link, story, clock.real())
        if browse:
            _open(link)

    def leapt(onward: Story, case: int) -> None:
        keep_story(data, onward)
        click.echo(_half_a_year_later(address, case, issue_link(onward.start, enters_as=OWNER)))

    def looked(look: Look) -> None:
        click.echo(_looked(look, address))

    keep_story(data, story)
    clock.follow(story)
    run(
        taken,
        ready=ready,
        tell=lambda alert: click.echo(told(alert, address)),
        alongside=partial(play_live, leapt=leapt, looked=looked),
    )
    click.echo("\nThe demo has closed. Start it again and the story begins afresh.")


def _greet(address: str, link: str, story: Story, real: Instant) -> None:
    from amends import demo

    posted = story.wait(demo.POSTED_AT, real)
    click.echo(
        f"""
The site:            {address}
Your desk as owner:  {link}
                     (the link works once)

You are Ines Marlow. Everybody in this story is invented. It is {_hour(story.start)} on
12 March 2026, an ordinary day, and it passes {story.speed:g} times as fast as it was
lived. At {_hour(demo.POSTED_AT)}, in {_seconds(posted)}, a review of a free phone goes out.
Then people begin to object. The alarm is told here, and the case stands on
the front page.

Ctrl-C leaves.
"""
    )


def _half_a_year_later(address: str, case: int, token: str) -> str:
    return f"""
Half a year has passed. It is 14 September 2026, nine in the morning.
Your desk, if it is not open:   {address}/setup/{token}/
What became of it:              {address}/cases/{case}/verdict/
How the same people stand now:  {address}/cases/{case}/since/
All twenty-five, side by side:  {address}/desk/campaigns/
"""


def _looked(look: Look, address: str) -> str:
    first = look.words.splitlines()[0]
    return (
        f"{_hour(look.instant)}  A draft for “{look.space}” was looked at: “{first}”. "
        f"What was found: {address}/desk/preflight/?draft=story"
    )


def told(alert: models.Alert, address: str) -> str:
    """Say an alert in one line of the terminal."""
    people = f"{alert.people} people speak, {alert.objecting} of them object"
    where = f"{address}/cases/{alert.case.number}/" if alert.case else f"{address}/desk/"
    from amends.web.news import why

    what = "The alarm" if alert.channel == "case" else "Have a look"
    if alert.escalation:
        what = f"It rings again ({why(alert)})"
    return f"{_hour(alert.at)}  {what}: {people}. {where}"


def _hour(at: Instant) -> str:
    from datetime import UTC, datetime

    return datetime.fromtimestamp(at / 1_000_000, UTC).strftime("%H:%M")


def _seconds(wait: float) -> str:
    return f"{wait:.0f} seconds" if wait < 120 else f"{wait / 60:.0f} minutes"


def _open(link: str) -> None:
    """Open a browser where there is a screen and somebody before it; one inside the terminal would be in the way."""
    screen = sys.platform in ("darwin", "win32") or any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))
    if screen and sys.stdout.isatty():
        webbrowser.open(link)
