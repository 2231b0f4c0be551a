"""What a voter's page says of their accounts: which one was shown, which count as one, and which could."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext

from amends.actions.one_vote import everybody_behind
from amends.store.models import Account, Proof
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
    other = first if first is not None and first.voter and first.person not in (None, *group) else None
    return {
        "beside": beside.sealed(proof),
        "as_one": [_named(account) for account in _accounts(group)] if len(group) > 1 else [],
        "other": (account_named(other) or gettext("whoever has the address you gave")) if other is not None else "",
    }


def _accounts(group: list[Person]) -> Any:  # noqa: ANN401 - a query of accounts, as Django types it
    keys = [one.key.partition(":") for one in group]
    named = Account.objects.filter(author__in=[author for _, _, author in keys], network__in=[key[0] for key in keys])
    return named.order_by("pk")


def _named(account: Account) -> str:
    return gettext("{name} on {network}").format(
        name=account.name or account.handle or account.author, network=words.network(account.network)
    )
