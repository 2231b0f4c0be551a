"""``amends peer``: the sites that witness this ledger, and whose ledgers this site witnesses."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from amends.cli.data_option import data_option
from amends.cli.site import CannotStart, open_site

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from amends.core.vocabulary import Instant
    from amends.store import models


@click.group("peer")
def command() -> None:
    """Name the sites that remember this ledger, and whose ledger this site remembers."""


@command.command("add")
@click.argument("address", metavar="URL")
@click.option("--key", default="", help="The key of its ledger as you know it from its owner: name+id+key.")
@data_option
def add(address: str, key: str, data: Path) -> None:
    """Countersign the ledger of the amends site at URL, and ask it to countersign ours.

    Its key is fetched from there; compare it with what its owner tells you. They add your site in the same way. It may
    be run while the site is running, and once more to ask at once.
    """
    open_site(data)
    from amends import clock
    from amends.actions import line
    from amends.actions.witness import add_peer, peer_address
    from amends.core.ledger.tree import Refused

    witness = peer_address(address)
    try:
        verifier = key.strip() or _fetched_key(witness)
        peer = line.do(clock.now, add_peer, verifier, witness, clock.now())
    except Refused as refused:
        raise CannotStart(str(refused)) from refused
    click.echo(f"From here on this site countersigns the ledger of {peer.origin}, and asks it to countersign ours.")
    click.echo(f"Its key, to be compared with what its owner tells you:\n\n  {peer.verifier}\n")
    click.echo("Its owner does the same with your address. Who has countersigned what: amends peer list")


@command.command("remove")
@click.argument("site", metavar="NAME|URL")
@click.option("--yes", is_flag=True, help="Do not ask whether you are sure.")
@data_option
def remove(site: str, data: Path, *, yes: bool) -> None:
    """Let a site no longer remember this ledger, and no longer remember its.

    What it has countersigned stays, and what was seen of its ledger stays here. It may be named again. This may be run
    while the site is running.
    """
    open_site(data)
    from amends import clock
    from amends.actions import line
    from amends.actions.witness import NoSuchPeer, remove_peer

    if not yes:
        click.confirm(f"From then on {site} remembers nothing more of your ledger. Remove it?", abort=True)
    try:
        peer = line.do(clock.now, remove_peer, site, clock.now())
    except NoSuchPeer as refused:
        raise CannotStart(str(refused)) from refused
    click.echo(
        f"{peer.origin} is asked no longer, and its ledger is countersigned here no longer. That is written down."
    )
    click.echo("What it has countersigned stays. Tell its owner, who may do the same with your address.")


@command.command("list")
@data_option
def list_(data: Path) -> None:
    """Say who has countersigned this ledger, how far and when, and what was seen of theirs."""
    open_site(data)
    from amends.store import models

    head = models.LedgerHead.objects.first()
    if head is None or not head.verifier:
        click.echo("The ledger of this site has not begun yet: it does with the first deed.")
    else:
        click.echo(f"This ledger: {head.sealed:,} entries, under the key\n\n  {head.verifier}\n")
    peers = list(models.Peer.objects.filter(left_at=None).order_by("origin"))
    for peer in peers:
        click.echo("\n".join(_told(peer)))
    if not peers:
        click.echo("No other site remembers it. Name one: amends peer add https://amends.example.org")


def _fetched_key(witness: str) -> str:
    """Get the key of a log from its site; raises a click error with a sentence."""
    from amends.core.ledger.note import read_key
    from amends.core.ledger.tree import Refused
    from amends.worker.outward import Outward

    site = witness.removesuffix("/ledger/witness")
    try:
        status, answer = Outward().get(f"{site}/ledger/key")
    except OSError as error:
        raise CannotStart(f"{site} does not answer: {error} Nothing was changed.") from error
    if status == 404:
        raise CannotStart(f"{site} is no amends site, or its ledger has not begun yet. Nothing was changed.")
    if status != 200:
        raise CannotStart(f"{site} answered {status} and no key. Nothing was changed.")
    try:
        name = read_key(answer.strip()).name
    except Refused as refused:
        raise CannotStart(f"{site} sent something that is no key. {refused} Nothing was changed.") from refused
    host = urlsplit(site).netloc
    if site.startswith("https://") and name.partition("/")[0] != host:
        # Under a name that is not its own it could take the place of another log here.
        raise CannotStart(f"The ledger at {site} is called {name}. Ask its owner why, and give its key with --key.")
    return answer.strip()


def _told(peer: models.Peer) -> Iterator[str]:
    from amends.store import models

    yield f"{peer.origin}  {peer.address or '(is not asked)'}"
    ours = models.Memory.objects.filter(kind=models.Memory.Kind.PEER, where=peer.origin).first()
    if ours is None:
        yield "    has not countersigned this ledger yet"
    else:
        yield f"    has countersigned this ledger: {ours.size:,} entries, {_when(ours.at)}"
    if peer.seen_at is None:
        yield "    has not asked here yet"
    else:
        yield f"    was countersigned here: {peer.size:,} entries, {_when(peer.seen_at)}"


def _when(at: Instant) -> str:
    return datetime.fromtimestamp(at / 1_000_000, UTC).strftime("%d %b %Y, %H:%M UTC").lstrip("0")
