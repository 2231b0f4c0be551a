"""`amends setup-link`: a new way in, for whoever has this machine."""

from __future__ import annotations

from pathlib import Path

import click

from amends.cli.site import open_site


@click.command()
@click.option(
    "--data",
    type=click.Path(path_type=Path),
    envvar="AMENDS_DATA",
    default=Path("var"),
    show_default=True,
    help="The data directory of the site.",
)
@click.option("--address", default="http://127.0.0.1:8700", show_default=True, help="Where the site answers.")
def command(data: Path, address: str) -> None:
    """Print a new one-time link that makes you the owner.

    It works once, within a week, also while the site is running; links printed before it stop working. An owner who
    lost the password uses it too, with the same name.
    """
    open_site(data)
    from amends import clock
    from amends.actions.set_up_owner import issue_link

    token = issue_link(clock.now())
    click.echo(f"{address.rstrip('/')}/setup/{token}/")
