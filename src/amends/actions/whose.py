"""Who is meant: one person, found by whatever somebody gives who asks what is kept of them, and never guessed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from django.db.models import Count, Q

from amends.actions.prove import email_person_key
from amends.actions.stand_on_floor import NETWORK as FLOOR
from amends.actions.stand_on_floor import token_hash
from amends.core.antennae.people import person_key
from amends.core.ledger.proof import HEADER, parse
from amends.core.ledger.tree import Refused
from amends.core.verification import read_receipt
from amends.store import models

if TYPE_CHECKING:
    from collections.abc import Iterable

EMAIL: Final = "email"

_MOST: Final = 20
"""Accounts that are named where several people are meant."""

_GONE: Final = (models.Message.State.ERASED, models.Message.State.REMOVED)
_MESSAGE: Final = re.compile(
    r"(\d{1,9})/(\d{1,9})|\S*/cases/(\d{1,9})/(?:messages/(\d{1,9})/\S*|\S*#m(\d{1,9}))", re.ASCII
)
_RECEIPT: Final = re.compile(r"\S*/cases/(\d{1,9})/receipts/([0-9a-f]{64})/\S*", re.ASCII)
_KEY: Final = re.compile(r"[0-9a-fA-F]{64}", re.ASCII)


class NobodyThere(LookupError):
    """Nobody is known here under that name, or several are; the message says so in a sentence."""


class SeveralThere(NobodyThere):
    """Several people are known here under that name; ``which`` tells the accounts of each."""

    def __init__(self, who: str, which: list[str]) -> None:
        self.which = which
        more = "" if len(which) <= _MOST else f"\n  and {len(which) - _MOST:,} more"
        listed = "".join(f"\n  {each}" for each in which[:_MOST])
        super().__init__(
            f"Several people are known as “{who}”. Which one is it? Name the network and the id:{listed}{more}"
        )


def whose(who: str, network: str = "") -> tuple[int, ...]:
    """Return the rows of one person, with whoever they have shown to be, too.

    ``who`` is an account's id or its handle, an e-mail address that was left or is on a list, a message on a floor
    (``1/12`` for message 12 of case 1, or its address on a page), or what its author has of it: the address of the
    receipt, the key on it, or the text of the file. ``network`` tells where, if they gave it: also ``email`` or
    ``floor``; it may stand before ``who`` and a colon, too. Raises `NobodyThere`, and `SeveralThere` where it may be
    one of several.
    """
    who, network = who.strip(), network.strip().casefold()
    if not network:
        network, who = _told_apart(who)
    groups = [_all_of_them(group) for group in _groups(who, network) if group]
    meant = list(dict.fromkeys(groups))
    if not meant:
        named = f" on “{network}”" if network else ""
        raise NobodyThere(
            f"Nobody called “{_short(who)}”{named} is known here, so nothing of them is kept. {_networks()}"
        )
    if len(meant) > 1:
        raise SeveralThere(_short(who), [_told(group) for group in meant])
    return meant[0]


def voters_of(people: Iterable[int]) -> list[str]:
    """Return the pseudonyms under which these people vote, or may."""
    people = list(people)
    listed = models.Elector.objects.filter(person__in=people).values_list("pseudonym", flat=True)
    proven = models.Proof.objects.filter(person__in=people).exclude(voter="").values_list("voter", flat=True)
    return sorted({*listed, *proven})


def _told_apart(who: str) -> tuple[str, str]:
    """Take a network from before a colon, where nobody is called all of it and the network is known."""
    network, colon, rest = who.partition(":")
    network = network.strip().casefold()
    if not (colon and rest.strip()) or _is_message(who) or _by_account(who, ""):
        return "", who
    known = network in (EMAIL, FLOOR) or models.Account.objects.filter(network=network).exists()
    return (network, rest.strip()) if known else ("", who)


def _groups(who: str, network: str) -> list[list[int]]:
    """Find who may be meant: rows that are one person's, for each way in which somebody can be."""
    if network == EMAIL:
        return [_by_address(who), *([one] for one in _by_account(who, network))]
    if network == FLOOR:
        if not (_is_message(who) or _by_account(who, network)):
            raise NobodyThere("Name a message on the floor by its case and its number, such as 1/12.")
        return [_by_message(who), *([one] for one in _by_account(who, network))]
    if network:
        return [[one] for one in _by_account(who, network)]
    accounts = [] if _is_message(who) else _by_account(who, network)
    return [_by_message(who), _by_address(who) if "@" in who else [], *([one] for one in accounts)]


def _all_of_them(people: Iterable[int]) -> tuple[int, ...]:
    """Return people with whoever they have shown to be, or are at their owner's word, too."""
    found, more = set[int](), set(people)
    while more - found:
        found |= more
        rows = models.Person.objects.filter(pk__in=found)
        roots = {root or pk for pk, root in rows.values_list("pk", "joined_to")}
        joined = models.Person.objects.filter(joined_to__in=roots).values_list("pk", flat=True)
        # The owner's word moves an account's words alone, and leaves behind whoever holds its vote.
        accounts = models.Account.objects.filter(Q(person__in=found) | Q(holder__in=found), holder__isnull=False)
        moved = {pk for pair in accounts.values_list("person", "holder") for pk in pair}
        more = {*roots, *joined, *moved}
    return tuple(sorted(found))


def _by_account(who: str, network: str) -> list[int]:
    """Find people by the id of an account, or else by a handle."""
    rows = models.Account.objects.filter(network=network) if network else models.Account.objects.all()
    key = person_key(network, who) if network else who
    people = list(rows.filter(author=who).values_list("person", flat=True))
    people += models.Person.objects.filter(key=key).values_list("pk", flat=True)
    if people:
        return people
    bare = who.removeprefix("@")
    return list(rows.filter(handle__iexact=bare).values_list("person", flat=True)) if bare else []


def _by_address(address: str) -> list[int]:
    left = models.Address.objects.filter(address__iexact=address)
    people = models.Person.objects.filter(key=email_person_key(address))
    return [*left.values_list("message__post__account__person", flat=True), *people.values_list("pk", flat=True)]


def _is_message(who: str) -> bool:
    return any(form.fullmatch(who) for form in (_MESSAGE, _RECEIPT, _KEY)) or who.startswith(HEADER)


def _by_message(who: str) -> list[int]:
    rows = models.Message.objects.exclude(state__in=_GONE)
    if found := _MESSAGE.fullmatch(who):
        case, number = (int(part) for part in found.groups() if part)
        rows = rows.filter(case__number=case, number=number)
    elif found := _RECEIPT.fullmatch(who):
        rows = rows.filter(case__number=int(found[1]), erase_hash=found[2])
    elif _KEY.fullmatch(who):
        rows = rows.filter(erase_hash__in=(token_hash(who), who.lower()))
    elif who.startswith(HEADER):
        rows = rows.filter(**_entry_of(who))
    else:
        return []
    return list(rows.values_list("post__account__person", flat=True))


def _entry_of(text: str) -> dict[str, int | str]:
    """Tell by what the entry is known that a receipt is of; the body too, as every site has an entry of that number."""
    try:
        receipt = read_receipt(text if text.endswith("\n") else text + "\n")
    except Refused as error:
        raise NobodyThere(f"This is no whole receipt. {error}") from error
    if receipt is None:
        raise NobodyThere("This is a proof alone, and no receipt of somebody's words.")
    return {"entry__seq": parse(receipt.text).index, "entry__body": receipt.body.decode()}


def _told(people: tuple[int, ...]) -> str:
    """Tell a person by their accounts, so that whoever asks can tell them apart."""
    rows = models.Account.objects.filter(person__in=people).annotate(many=Count("posts")).order_by("network", "pk")
    told = [
        f"{row.network} {row.author}{f' (@{row.handle})' if row.handle else ''}, posts: {row.many:,}"
        for row in rows[:_MOST]
    ]
    return "; ".join(told) or "somebody on a list you brought"


def _short(who: str) -> str:
    return who if len(who) <= 100 else who[:99] + "…"


def _networks() -> str:
    heard = models.Account.objects.order_by("network").values_list("network", flat=True).distinct()
    names = ", ".join(sorted({*heard, EMAIL, FLOOR}))
    return f"Look at the network and the id again. Known are: {names}."
