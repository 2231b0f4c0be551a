"""``amends account``: the accounts the owner speaks with on other networks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from amends.cli.data_option import data_option
from amends.cli.site import CannotStart, open_site

if TYPE_CHECKING:
    from pathlib import Path

    from amends.connectors.speaking import Opened
    from amends.store import models


@click.group("account")
def command() -> None:
    """Connect the accounts you speak with. Nothing is said with them before you press a button on the desk."""


@command.command("add")
@click.argument("network", type=click.Choice(["bluesky", "mastodon"]))
@click.argument("who", metavar="HANDLE|SERVER")
@click.option("--server", default="", help="Where a Bluesky account signs in, if that is not bsky.social.")
@data_option
def add(network: str, who: str, server: str, data: Path) -> None:
    """Connect an account: on bluesky by its HANDLE, on mastodon by its SERVER. One that is known is opened anew.

    You are asked for an app password (Bluesky: Settings, Privacy and security, App passwords) or a token (Mastodon:
    Preferences, Development, with read:accounts, read:search, read:statuses and write:statuses). It is locked away.
    This may be run while the site is running.
    """
    open_site(data)
    from amends import clock
    from amends.actions import line
    from amends.actions.own_accounts import NoSpeaking, keep_account, refuse_demo

    try:
        refuse_demo()
        # Asked for and not an option: what stands in a command stays in the shell's memory.
        secret = click.prompt("Its app password" if network == "bluesky" else "Its token", hide_input=True)
        opened = _opened(network, who, secret, server)
        row = line.do(clock.now, keep_account, opened, clock.now())
    except NoSpeaking as refused:
        raise CannotStart(str(refused)) from refused
    click.echo(
        f"You speak as @{row.handle} from here on, whenever you press a button on the desk. It is number {row.pk}."
    )


@command.command("list")
@data_option
def list_(data: Path) -> None:
    """Say with which accounts you speak, and which of them lets nobody in."""
    open_site(data)
    from amends.store import models

    rows = list(models.OwnAccount.objects.filter(removed_at=None).order_by("pk"))
    for row in rows:
        click.echo(f"{row.pk:4}  {row.network}  @{row.handle}" + (f"  {row.note}" if row.note else ""))
    if not rows:
        click.echo("No account is connected. Begin with: amends account add bluesky alice.bsky.social")


@command.command("remove")
@click.argument("number", type=int)
@data_option
def remove(number: int, data: Path) -> None:
    """Speak with account NUMBER no longer, and forget what opened it. What it said stays where it stands."""
    open_site(data)
    from amends import clock
    from amends.actions import line
    from amends.actions.own_accounts import remove_account

    row = _account(number)
    line.do(clock.now, remove_account, row, clock.now())
    click.echo(f"@{row.handle} is not spoken with any longer, and what opened it is forgotten.")


def _account(number: int) -> models.OwnAccount:
    from amends.store import models

    row = models.OwnAccount.objects.filter(pk=number, removed_at=None).first()
    if row is None:
        raise CannotStart(f"There is no account {number}. What there is: amends account list")
    return row


def _opened(network: str, who: str, secret: str, server: str) -> Opened:
    import asyncio

    from django.conf import settings

    from amends import clock
    from amends.connectors.door import Door
    from amends.connectors.speaking import CannotOpen, open_account

    door = Door(near=settings.AMENDS_NEAR)
    try:
        return asyncio.run(open_account(network, who, secret, place=server, door=door, now=clock.now))
    except (CannotOpen, OSError) as refused:
        raise CannotStart(str(refused)) from refused
