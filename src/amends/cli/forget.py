"""``amends forget``: erase what is kept of somebody who asks to be forgotten."""

from __future__ import annotations

from pathlib import Path

import click

from amends.cli.site import CannotStart, run_site, starting


@click.command("forget")
@click.argument("network")
@click.argument("account")
@click.option("--yes", is_flag=True, help="Do not ask whether you are sure.")
@click.option(
    "--data",
    type=click.Path(path_type=Path),
    envvar="AMENDS_DATA",
    default=Path("var"),
    show_default=True,
    help="The data directory of the site.",
)
def command(network: str, account: str, data: Path, *, yes: bool) -> None:
    """Erase what is kept of somebody who asks to be forgotten.

    ACCOUNT is their id on NETWORK, such as bluesky did:plc:abc, or their handle. With NETWORK email it is an address
    that somebody left, and with NETWORK floor a message here, such as 1/12 for message 12 of case 1.

    Words, names, handles and addresses leave the database for good. On each floor a stub stays and is counted, ballots
    stay under a pseudonym, and a case can still be checked. Stop the site first.
    """
    with starting(), run_site(data, quiet=True):
        from amends.actions.forget_person import NobodyThere, SpeaksForOwner, known

        try:
            found = known(network, account)
        except (NobodyThere, SpeaksForOwner) as refused:
            raise CannotStart(str(refused)) from refused
        click.echo(
            f"Kept of this person: {_many(found.accounts, 'account')}, {_many(found.posts, 'post')},"
            f" {_many(found.messages, 'message')} on a floor, {_many(found.ballots, 'ballot')}."
        )
        if not yes:
            click.confirm("Erase it? This cannot be undone.", abort=True)
        _forget(network, account)
    click.echo(
        "Forgotten. Their words, names and addresses are out of this database; the ledger says that somebody was"
        " forgotten, and not who.\nBackups made before hold them still: make a new one, and destroy the old."
    )


def _forget(network: str, account: str) -> None:
    from django.db import connection

    from amends import clock
    from amends.actions import line
    from amends.actions.forget_person import forget_person
    from amends.store.sqlite import overwrite_erased

    line.do(clock.now, forget_person, network, account, clock.now())
    overwrite_erased(connection)


def _many(count: int, one: str) -> str:
    return f"{count:,} {one}" if count == 1 else f"{count:,} {one}s"
