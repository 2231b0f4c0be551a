"""`amends up`: the site, the listener and the reconciler in one process."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

import click

from amends.cli.site import run_site, starting

LOOPBACK: Final = ("127.0.0.1", "localhost", "::1")


@click.command()
@click.option(
    "--data",
    type=click.Path(path_type=Path),
    envvar="AMENDS_DATA",
    default=Path("var"),
    show_default=True,
    help="Where everything is kept; made where it is missing.",
)
@click.option("--port", type=click.IntRange(0, 65535), default=8700, show_default=True, help="Where the site answers.")
@click.option("--host", default="127.0.0.1", show_default=True, help="0.0.0.0 lets other machines in.")
def command(data: Path, port: int, host: str) -> None:
    """Start the site, the listener and the reconciler in one process.

    The first start makes the data directory and prints a link, valid once, that makes you the owner. Ctrl-C stops
    it; everything heard is kept.
    """
    with starting(), run_site(data):
        from amends.worker.site import take_port
        from amends.worker.up import run

        taken = take_port(host, port)
        run(taken, ready=lambda: _greet(host, taken.getsockname()[1]))


def _greet(host: str, port: int) -> None:
    """Say where the site is, and how the first owner comes in."""
    from amends.cli.addresses import site_address

    address = site_address(host, port)
    click.echo(f"\namends is up: {address}")
    _offer_setup(address)
    if host not in LOOPBACK and not os.environ.get("AMENDS_HOSTS"):
        click.echo("Other machines reach it only by names you allow: AMENDS_HOSTS=amends.example.org amends up …")
    click.echo("Ctrl-C stops it; everything heard is kept.\n")


def _offer_setup(address: str) -> None:
    from concurrent.futures import ThreadPoolExecutor

    def link() -> str | None:
        from django.db import connection

        from amends import clock
        from amends.actions.set_up_owner import has_owner, issue_link

        try:
            return None if has_owner() else issue_link(clock.now())
        finally:
            connection.close()

    # Django refuses its database inside a running event loop, so this asks from a thread.
    with ThreadPoolExecutor(1) as thread:
        token = thread.submit(link).result()
    if token:
        click.echo(
            f"You have no owner yet. This link makes you the owner; it works once, within a week:\n\n"
            f"  {address}/setup/{token}/\n"
        )
