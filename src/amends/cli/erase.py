"""``amends erase``: erase what is kept of somebody who asks to be forgotten."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from amends.cli.data_option import data_option
from amends.cli.person import named, network_and_who
from amends.cli.site import CannotStart, open_site, run_site, starting

if TYPE_CHECKING:
    from pathlib import Path

    from amends.actions.forget_person import Known


@click.command("erase")
@named
@click.option("--dry-run", is_flag=True, help="Say what would go, and erase nothing.")
@click.option("--yes", is_flag=True, help="Do not ask whether you are sure.")
@data_option
def command(who: tuple[str, ...], data: Path, *, dry_run: bool, yes: bool) -> None:
    """Erase what is kept of somebody who asks to be forgotten.

    They are named as for `amends person`, which says what is kept: an id, a handle, an e-mail address, a message on a
    floor such as 1/12, or its receipt; after NETWORK where you know it. Where several people may be meant, they are
    named and nothing is erased.

    Words, names, handles and addresses leave the database for good. On each floor a stub stays and is counted, ballots
    stay under a pseudonym, and a case can still be checked. Stop the site first; --dry-run needs no stop.
    """
    network, given = network_and_who(who)
    if dry_run:
        open_site(data)
        click.echo(f"{_would(_found(network, given))}\nNothing was erased.")
        return
    with starting(), run_site(data, quiet=True):
        found = _found(network, given)
        if not yes:
            click.confirm("Erase it? This cannot be undone.", abort=True)
        _erase(network, given)
        wrong = _changed(found.cases)
    click.echo(f"Erased: their words, names, handles and addresses, and what was read in them.\n{_stays(found)}")
    click.echo("The ledger says that somebody was forgotten, and not who.")
    if wrong:
        raise CannotStart(f"They are erased, and the ledger does not add up: {wrong}")
    click.echo("It is whole: it was checked as `amends verify` does, and nothing was changed in it.")
    click.echo("Backups, and what was exported before, hold them still: make them anew, and destroy the old.")


def _found(network: str, given: str) -> Known:
    """Find who is meant, and say how much is kept of them."""
    from amends.actions.forget_person import SpeaksForOwner, known
    from amends.actions.whose import NobodyThere

    try:
        found = known(network, given)
    except (NobodyThere, SpeaksForOwner) as refused:
        raise CannotStart(str(refused)) from refused
    click.echo(
        f"Kept of this person: {_many(found.accounts, 'account')}, {_many(found.posts, 'post')},"
        f" {_many(found.messages, 'message')} on a floor, {_many(found.ballots, 'ballot')}."
    )
    return found


def _changed(cases: tuple[int, ...]) -> str:
    """Check the public cases on whose floor they spoke, and give the first thing that a stranger would find."""
    from amends.actions.export_case import NothingSigned, NotPublic, export_case
    from amends.core.verification import verify

    for number in cases:
        try:
            findings = verify(export_case(number)).findings
        except (NotPublic, NothingSigned):
            continue
        if findings:
            return f"case {number}, {findings[0].where}: {findings[0].says}"
    return ""


def _would(found: Known) -> str:
    return (
        f"What would go: {_many(found.posts, 'post')} with what was read in them, and every name, handle, id and"
        f" address of {_many(found.accounts, 'account')}.\n{_stays(found)}"
    )


def _stays(found: Known) -> str:
    return (
        f"What stays: {_many(found.messages, 'stub')} on a floor, without name or words, and counted;"
        f" {_many(found.ballots, 'ballot')} under a pseudonym; the ledger's entries, which nothing opens any more."
    )


def _erase(network: str, given: str) -> None:
    from django.db import connection

    from amends import clock
    from amends.actions import line
    from amends.actions.forget_person import forget_person
    from amends.store.sqlite import overwrite_erased

    line.do(clock.now, forget_person, network, given, clock.now())
    overwrite_erased(connection)


def _many(count: int, one: str) -> str:
    return f"{count:,} {one}" if count == 1 else f"{count:,} {one}s"
