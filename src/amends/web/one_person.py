"""What a voter's page says of their accounts: which one was shown, which count as one, and which could."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext

from amends.actions.one_vote import everybody_behind
from amends.actions.stand_on_floor import NETWORK as FLOOR
from amends.store.models import Account, Message, Proof
from amends.web import beside, words

if TYPE_CHECKING:
    from amends.store.models import Person


def account_named(proof: Proof) -> str:
    """Name the account that was shown, so that its holder sees whose vote this is."""
    if proof.person is None or not proof.voter:
        return ""
    account = proof.account or _accounts([proof.person]).first()
    return "" if account is None else _named(account)


def one_person(proof: Proof) -> dict[str, Any]:
    """Tell a page which accounts count as one with this one, which may, and how another one is shown."""
    if proof.person is None or not proof.voter:
        return {}
    group = everybody_behind(proof.person)
    first = proof.beside
    written = Message.objects.filter(case=proof.choice.case, post__network=FLOOR, post__account__person__in=group)
    written = written.filter(post__account__holder=None)  # what the owner alone says is theirs is not told as theirs
    other = first if first is not None and first.voter and first.person not in (None, *group) else None
    return {
        "beside": beside.sealed(proof),
        "claimed": list(written.order_by("number").values_list("number", flat=True)),
        "as_one": [_named(account) for account in _accounts(group)] if len(group) > 1 else [],
        "other": (account_named(other) or gettext("whoever has the address you gave")) if other is not None else "",
    }


def _accounts(group: list[Person]) -> Any:  # noqa: ANN401 - a query of accounts, as Django types it
    keys = [one.key.partition(":") for one in group]
    # What they wrote here under a name of their choosing is told by its number, beside.
    elsewhere = Account.objects.exclude(network=FLOOR).filter(network__in=[key[0] for key in keys])
    return elsewhere.filter(author__in=[author for _, _, author in keys]).order_by("pk")


def _named(account: Account) -> str:
    return gettext("{name} on {network}").format(
        name=account.name or account.handle or account.author, network=words.network(account.network)
    )
