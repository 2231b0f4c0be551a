"""``amends source``: what this site listens to, and the keys and secrets that open it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from amends.cli.data_option import data_option
from amends.cli.site import CannotStart, open_site

if TYPE_CHECKING:
    from pathlib import Path

    from amends.store import models


@click.group("source")
def command() -> None:
    """Say what this site listens to, and give it the keys that others ask for."""


@command.command("add")
@click.argument("kind")
@click.argument("address", default="")
@click.option("--name", default="", help="What it is called on the desk; else its kind and address.")
@click.option(
    "--budget",
    type=click.IntRange(1, 10_000_000),
    help="How much it may spend: Reddit questions a minute, YouTube units a day, X posts a month.",
)
@data_option
def add(kind: str, address: str, name: str, budget: int | None, data: Path) -> None:
    """Listen to a source of KIND at ADDRESS from now on, without asking who is behind it.

    For what is known by a handle or an address, `amends listen` does more. The kinds and their addresses are told in
    docs/howto/listen-to-a-network.md. For Reddit, YouTube and X the key is asked for at once and locked away. It may be
    run while the site is running.
    """
    open_site(data)
    from django.conf import settings

    from amends import clock
    from amends.actions import line
    from amends.actions.add_source import add_source
    from amends.actions.source_keys import TOKEN, keep_key
    from amends.connectors.metered import METERED
    from amends.store import models
    from amends.worker.readers import UnknownKind, reader_of

    if budget is not None and kind not in METERED:
        raise CannotStart(f"Only {', '.join(METERED)} count what is asked of them; “{kind}” needs no budget.")
    if budget is None and kind == "x":
        raise CannotStart(f"{METERED[kind].costs} For example: amends source add x {address} --budget 1000")
    name = (name or f"{kind} {address}").strip()[:200]
    try:
        reader_of(models.Source(name=name, kind=kind, address=address))
    except (UnknownKind, ValueError) as refused:
        raise CannotStart(str(refused)) from refused
    if kind in METERED:
        click.echo(f"What it costs: {METERED[kind].costs}\nWhat it may not hear: {METERED[kind].deaf}", err=True)
        # Asked for and not an option: what stands in a command stays in the shell's memory.
        entered = click.prompt("Its key (empty to enter it later)", hide_input=True, default="", show_default=False)
    else:
        entered = ""
    options = {} if budget is None else {"budget": budget}
    row = line.do(clock.now, add_source, name, kind, address, clock.now(), options=options)
    if entered.strip():
        line.do(clock.now, keep_key, row, TOKEN, entered.strip(), settings.AMENDS_DATA, clock.now())
    click.echo(f"From here on this site listens to “{row.name}”. Its number is {row.pk}.")


@command.command("key")
@click.argument("number", type=int)
@data_option
def key(number: int, data: Path) -> None:
    """Ask for the key of an account for source NUMBER, and lock it away; one it had is replaced."""
    open_site(data)
    from django.conf import settings

    from amends import clock
    from amends.actions import line
    from amends.actions.source_keys import TOKEN, keep_key

    row = _source(number)
    # Asked for and not an option: what stands in a command stays in the shell's memory.
    entered = click.prompt("Its key, token or password", hide_input=True)
    line.do(clock.now, keep_key, row, TOKEN, entered.strip(), settings.AMENDS_DATA, clock.now())
    click.echo(f"The key of “{row.name}” is kept. It is used when the source next begins: restart the site to be sure.")


@command.command("budget")
@click.argument("number", type=int)
@click.argument("amount", type=click.IntRange(1, 10_000_000))
@data_option
def budget_(number: int, amount: int, data: Path) -> None:
    """Let source NUMBER spend AMOUNT: Reddit questions a minute, YouTube units a day, X posts a month."""
    open_site(data)
    from amends import clock
    from amends.actions import line
    from amends.actions.source_keys import keep_budget
    from amends.connectors.metered import METERED

    row = _source(number)
    if row.kind not in METERED:
        raise CannotStart(f"“{row.name}” needs no budget. Those that count are: {', '.join(METERED)}.")
    line.do(clock.now, keep_budget, row, amount, clock.now())
    allowed = METERED[row.kind].allowance(amount)
    click.echo(f"“{row.name}” may spend {amount:,} {allowed.unit} a {allowed.name}, from when it next begins.")


@command.command("secret")
@click.argument("number", type=int)
@data_option
def secret(number: int, data: Path) -> None:
    """Make the secret that deliveries to source NUMBER are signed with, and show it once; an old one is replaced."""
    open_site(data)
    import secrets
    from base64 import b64encode

    from django.conf import settings

    from amends import clock
    from amends.actions import line
    from amends.actions.source_keys import SECRET, keep_key
    from amends.connectors.arrivals import CHECKS

    row = _source(number)
    if row.kind not in CHECKS:
        raise CannotStart(f"Nothing is delivered to “{row.name}”. Deliveries come to: {', '.join(sorted(CHECKS))}.")
    made = "whsec_" + b64encode(secrets.token_bytes(32)).decode()
    line.do(clock.now, keep_key, row, SECRET, made, settings.AMENDS_DATA, clock.now())
    click.echo(f"Deliveries to “{row.name}” come to /in/{row.pk}/ of this site, signed with this secret:\n\n  {made}\n")
    click.echo("It is not shown again. Make a new one where it is lost.")


@command.command("list")
@data_option
def list_(data: Path) -> None:
    """Say what this site listens to, and how each is."""
    open_site(data)
    from amends.store import models

    rows = list(models.Source.objects.order_by("pk"))
    for row in rows:
        click.echo(
            f"{row.pk:4}  {row.name}  ({row.get_state_display().lower()})" + (f"  {row.note}" if row.note else "")
        )
    if not rows:
        click.echo("This site listens to nothing yet. Begin with: amends listen alice.bsky.social")


def _source(number: int) -> models.Source:
    from amends.store import models

    row = models.Source.objects.filter(pk=number).first()
    if row is None:
        raise CannotStart(f"There is no source {number}. What there is: amends source list")
    return row
