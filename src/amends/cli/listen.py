"""``amends listen``: first contact with a network, by a handle alone."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

import click

from amends.cli.site import CannotStart, open_site

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amends.connectors.contact import Contact
    from amends.core.vocabulary import Instant, Post

DAYS = 60


@click.command("listen")
@click.argument("who", metavar="HANDLE|URL|FILE")
@click.option("--days", type=click.IntRange(0, 365), default=DAYS, show_default=True, help="How far back to ask.")
@click.option("--data", type=click.Path(path_type=Path, file_okay=False), help="The data directory of the site.")
def command(who: str, days: int, data: Path | None) -> None:
    """Listen to a network from now on, and meet your ordinary week.

    Name a handle (alice.bsky.social, @anna@example.social), or the address of a profile, a feed, a repository or an
    issue on GitHub, a forum's topic, a discussion on Hacker News. What was said to you of late is asked for without a
    key, kept as history, which never alarms, and told; from now on the running site listens. It may be run while the
    site is running.
    """
    if Path(who).exists():
        raise click.UsageError(
            f"{who} is a file. Its talk is imported by: amends replay {who} --subject “NAME=@handle” --import"
        )
    open_site(data)
    from django.conf import settings

    from amends import clock
    from amends.actions import line
    from amends.actions.first_contact import keep_past, listen_to

    now = clock.now()
    contact, said, trouble = asyncio.run(_meet(settings.AMENDS_NEAR, who, now, days))
    click.echo(f"{contact.subject.name} on {contact.network.capitalize()}: {', '.join(_known_by(contact))}.")
    click.echo(_ordinary_week(contact, said, days))
    source = line.do(clock.now, listen_to, contact, clock.now())
    kept = line.do(clock.now, keep_past, source, contact.subject, said, clock.now())
    click.echo(f"\nKept as history, which never alarms: {kept.posts:,} posts of {kept.people:,} people.")
    if trouble:
        click.echo(f"There may be more: {trouble} Run this again later; nothing is kept twice.")
    click.echo(f"From now on “{source.name}” is listened to, whenever the site runs: amends up")
    click.echo("\nWhat cannot be heard this way:\n" + "\n".join(f"  {each}" for each in contact.unheard))


async def _meet(near: Sequence[str], who: str, now: Instant, days: int) -> tuple[Contact, list[Post], str]:
    """Find out who is meant, and fetch what was said; a history that breaks off is as good as far as it came."""
    from amends import clock
    from amends.connectors.recognised import NotRecognised, recognised
    from amends.core.vocabulary import DAY

    try:
        contact = await recognised(near, who, clock.now)
    except (NotRecognised, OSError) as error:
        raise CannotStart(f"{error} Nothing was changed.") from error
    said: list[Post] = []
    try:
        async for posts in contact.history(now - days * DAY):
            said += posts
            click.echo(f"\rAsking for what was said: {len(said):,} posts ", nl=False, err=True)
    except OSError as error:
        return contact, said, str(error)
    finally:
        if said:
            click.echo("", err=True)
    return contact, said, ""


def _known_by(contact: Contact) -> list[str]:
    return [*(f"@{handle}" for handle in contact.subject.handles), *contact.subject.accounts]


def _ordinary_week(contact: Contact, said: Sequence[Post], days: int) -> str:
    """Say what an ordinary week of theirs is, and how often amends would have rung."""
    from amends.core.antennae.alarm import Setting
    from amends.core.vocabulary import Channel
    from amends.engine import packaged_reader
    from amends.engine.replay import replay_posts
    from amends.engine.replay_json import ordinary_week

    if not said:
        return (
            f"Nobody said anything to them in the last {days} days that is handed out. The alarm learns from today on."
        )
    (told,) = replay_posts(said, [contact.subject], packaged_reader.load(), Setting()).subjects
    people, objecting = ordinary_week(told)
    cases = sum(alert.channel is Channel.CASE for alert in told.alerts)
    return (
        f"Your ordinary week: {people:,.0f} people, {objecting:,.0f} objecting; "
        f"I would have alarmed {cases} {'time' if cases == 1 else 'times'} in {told.length_in_weeks:.1f} weeks."
    )
