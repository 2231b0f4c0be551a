"""``amends person``: what is held about one person, so that you can tell whoever asks."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from amends.cli.data_option import data_option
from amends.cli.site import CannotStart, CannotUse, open_site, starting

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_LARGEST: Final = 1 << 20


def named(command: Callable[..., None]) -> Callable[..., None]:
    """Let a command be told of whom it is to speak: somebody, or their network and somebody."""
    return click.argument("who", metavar="[NETWORK] WHO", nargs=-1, required=True)(command)


def network_and_who(who: Sequence[str]) -> tuple[str, str]:
    """Take apart what was given: a network, or nothing, and who it is; the words of a receipt where it is a file."""
    if len(who) > 2:
        raise CannotUse("Name one person: their id, handle, address or message, after their network where you know it.")
    network, given = ("", who[0]) if len(who) == 1 else who
    if network.casefold() == "receipt" or (not network and given.endswith(".txt")):
        try:
            with Path(given).open("rb") as file:
                return "", file.read(_LARGEST).decode("utf-8", "replace")
        except OSError as error:
            raise CannotUse(f"The receipt {given} cannot be read: {error.strerror}.") from error
    return network, given


@click.command("person")
@named
@click.option("--json", "as_json", is_flag=True, help="As one JSON document, amends/person/1, with all words in full.")
@data_option
def command(who: tuple[str, ...], data: Path, *, as_json: bool) -> None:
    """Say what is held about one person, and when each of it is let go.

    WHO is the id of an account or its handle, an e-mail address that somebody left, a message on a floor (1/12 for
    message 12 of case 1, or the address of its page), or what its author has of it: the address of the receipt, the key
    on it, or the file receipt.txt. NETWORK says where, such as bluesky, email or floor; bluesky:WHO does too. Where
    several people may be meant, they are named and nothing is told.

    How somebody voted is told to nobody. What others wrote about them is not searched. The site may be running.
    """
    network, given = network_and_who(who)
    with starting():
        open_site(data)
    from amends.actions.about_person import about_person
    from amends.actions.whose import NobodyThere, whose

    try:
        about = about_person(whose(given, network))
    except NobodyThere as refused:
        raise CannotStart(str(refused)) from refused
    if as_json:
        import msgspec

        click.echo(msgspec.json.format(msgspec.json.encode(about.record()), indent=1).decode())
        return
    from amends.web.person_words import sentences

    for line in sentences(about, addresses=True):
        # A stranger's words may hold what would move a terminal's cursor.
        click.echo("".join(each if each.isprintable() else "�" for each in line))
