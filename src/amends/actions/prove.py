"""Show who you are, so that a ballot counts where it belongs: by a code sent to an address, or a phrase posted aloud.

A private link is given out first; what its holder then shows decides the tally its ballots count in. A person has one
pseudonym in a choice, whatever they showed and however often: two links of one person are one voter.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q

from amends.actions.cast import link_hash
from amends.actions.one_vote import where_it_counts
from amends.core.antennae.people import person_key
from amends.core.floor.email_syntax import can_receive
from amends.core.vocabulary import DAY, MINUTE, Post
from amends.store import models, rows

if TYPE_CHECKING:
    from collections.abc import Iterable

    from amends.core.vocabulary import Instant

Kind = models.Proof.Kind
CODE_LASTS: Final = 30 * MINUTE
PHRASE_LASTS: Final = DAY
MOST_TRIES: Final = 5
MOST_CODES: Final = 5
"""Codes sent to one address within `CODE_LASTS`: nobody's letter box is flooded from here."""

_CONSONANTS: Final = "bdfgklmnprstvz"
_VOWELS: Final = "aeiou"
_PHRASE: Final = re.compile(r"\bamends((?:[\s,.:;-]+[b-z][aeiou][b-z][aeiou]){4})\b", re.IGNORECASE)


class NotProven(ValueError):
    """Nothing was shown; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Begun:
    """A private link's token, and the phrase to be posted, if one is: shown once, and never kept as they are."""

    token: str
    secret: str
    proof: models.Proof


@dataclass(frozen=True, slots=True)
class Account:
    """An account that somebody showed to be theirs: its network, its immutable id there, and its name.

    ``others`` are ids under which the same account may have been heard.
    """

    network: str
    author: str
    name: str
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Touched:
    """A passkey whose signature was checked: SHA-256 of its id, its counter, and the challenge, good until then.

    A challenge is good once. ``key`` and ``challenge`` are 64 hexadecimal digits.
    """

    key: str
    uses: int
    challenge: str
    until: Instant


def begin(
    choice: models.Choice,
    kind: str,
    now: Instant,
    *,
    address: str = "",
    language: str = "en",
    beside: int | None = None,
) -> Begun:
    """Give out a private link for an open choice, and begin to show who its holder is.

    By ``nothing`` its ballots count among the unverified at once; by ``email`` a code is sent to ``address``, in a
    ``language`` of the site; by ``phrase`` its holder posts a phrase where amends hears them.
    ``beside`` is the number of what was shown before in the same sitting. Raises `NotProven`.
    """
    way = Kind(kind) if kind in (Kind.NOTHING, Kind.EMAIL, Kind.PHRASE) else None
    if way is None:
        raise NotProven("This is no way to show who you are. Choose one of those on the page.")
    _refuse_closed(choice, now)
    token = secrets.token_urlsafe(32)
    secret = phrase_of(token) if way == Kind.PHRASE else ""
    lasts = CODE_LASTS if way == Kind.EMAIL else PHRASE_LASTS
    row = models.Proof(
        choice=choice,
        kind=way,
        token=link_hash(token),
        made_at=now,
        expires_at=min(now + lasts, choice.closes_at),
        beside=_beside(choice, beside),
    )
    if way == Kind.NOTHING:
        row.voter, row.proven_at = secrets.token_hex(32), now
    elif way == Kind.EMAIL:
        row.address, row.language = _reachable(choice, address, now), language
        row.person = _person_of(address)
    else:
        row.secret = _keyed(f"phrase:{_plain(secret)}")
    with transaction.atomic():
        row.save()
    return Begun(token, secret, row)


def show_account(
    choice: models.Choice, kind: models.Proof.Kind, account: Account, now: Instant, *, beside: int | None = None
) -> Begun:
    """Give out a private link to whoever just signed in to an account elsewhere, by ``kind``. Raises `NotProven`.

    ``beside`` is as `begin` has it.

    The link is made only now, for the browser that came back from signing in: nobody who made somebody else sign in
    ever holds it.
    """
    _refuse_closed(choice, now)
    with transaction.atomic():
        row = _account_of(account)
        shown = models.Proof(choice=choice, kind=kind, account=row, beside=_beside(choice, beside))
        return _shown(shown, row.holder or row.person, now)


def show_passkey(choice: models.Choice, shown: Touched, now: Instant) -> Begun:
    """Give out a private link to whoever just used a passkey that was made here. Raises `NotProven`."""
    _refuse_closed(choice, now)
    with transaction.atomic():
        row = models.Passkey.objects.select_for_update().select_related("person").filter(key=shown.key).first()
        if row is None or models.SpentProof.objects.filter(digest=shown.challenge).exists():
            raise NotProven("This passkey does not lead on. Try once more, or take another way.")
        if shown.uses and shown.uses <= row.uses:
            raise NotProven("This passkey seems to have been copied, so it shows nothing. Take another way.")
        models.SpentProof.objects.create(digest=shown.challenge, expires_at=shown.until)
        models.Passkey.objects.filter(pk=row.pk).update(uses=shown.uses)
        return _shown(models.Proof(choice=choice, kind=Kind.PASSKEY), row.person, now)


def _shown(row: models.Proof, person: models.Person, now: Instant) -> Begun:
    token = secrets.token_urlsafe(32)
    row.token, row.made_at, row.expires_at = link_hash(token), now, row.choice.closes_at
    _prove(row, person, now)
    return Begun(token, "", row)


def confirm(token: str, code: str, now: Instant) -> models.Proof:
    """Show that a code arrived. Raises `NotProven` for a wrong, spent or expired one, and after too many tries."""
    with transaction.atomic():
        row = models.Proof.objects.select_for_update().select_related("choice").filter(token=link_hash(token)).first()
        if row is None or row.kind != Kind.EMAIL:
            raise NotProven("This link is not known here. Look at the address again: it must be whole.")
        if row.voter:
            return row
        if now >= row.expires_at:
            raise NotProven("This code has expired. Ask for a new one.")
        if row.tries >= MOST_TRIES:
            raise NotProven("That was tried too often. Ask for a new code.")
        right = bool(row.secret) and hmac.compare_digest(row.secret, _keyed(f"code:{row.token}:{code.strip()}"))
        if right and row.person is not None:
            _prove(row, row.person, now)
            return row
        models.Proof.objects.filter(pk=row.pk).update(tries=F("tries") + 1)
    raise NotProven("This is not the code we sent. Look at the newest mail, and try again.")


def phrase_of(token: str) -> str:
    """Return the words that the holder of a private link posts: made from its token, so that they need not be kept.

    >>> phrase_of("a token")
    'amends buku liti gezu fina'
    """
    drawn = int.from_bytes(hashlib.sha256(f"phrase:{token}".encode("utf-8", "replace")).digest())
    letters = []
    for _ in range(4):
        for choice in (_CONSONANTS, _VOWELS, _CONSONANTS, _VOWELS):
            drawn, at = divmod(drawn, len(choice))
            letters.append(choice[at])
        letters.append(" ")
    return f"amends {''.join(letters).strip()}"


def proof_of(token: str) -> models.Proof | None:
    """Find what a private link's holder has shown, or is about to show."""
    found = models.Proof.objects.select_related("person__joined_to", "account", "beside__person", "beside__account")
    return found.filter(token=link_hash(token)).first()


def sends_codes() -> bool:
    """Tell whether codes can be sent from here: whether there is a post office to hand them in at."""
    return bool(settings.EMAIL_HOST) or "locmem" in settings.EMAIL_BACKEND


def networks_heard() -> list[str]:
    """Name the networks on which somebody who posts a phrase would be heard: those that were heard of before."""
    heard = models.Post.objects.exclude(network__in=("floor", models.DRILL)).filter(history=False)
    return list(heard.order_by("network").values_list("network", flat=True).distinct())


def hears_phrases() -> bool:
    """Tell whether anything is listening that could hear a phrase."""
    listening = models.Source.State.LISTENING
    return models.Source.objects.filter(state=listening).exists() and bool(networks_heard())


def hear_phrases(posts: Iterable[Post], now: Instant) -> int:
    """Find phrases that were given out among posts that were heard, and tell how many were shown by them.

    Call it inside the transaction that keeps the posts. Whoever posts a phrase is the holder of its link.
    """
    shown = 0
    for post in posts:
        for found in _PHRASE.finditer(post.text):
            secret = _keyed(f"phrase:{_plain(found[0])}")
            waiting = models.Proof.objects.filter(secret=secret, kind=Kind.PHRASE, voter="", expires_at__gt=now)
            for row in waiting.select_related("choice"):
                row.account = _author(post)
                _prove(row, row.account.holder or row.account.person, now)
                shown += 1
    return shown


def claim_codes(now: Instant, stale_before: Instant) -> list[models.Proof]:
    """Claim the codes that are due to be sent and that nobody else is sending."""
    due = models.Proof.objects.filter(kind=Kind.EMAIL, sent_at=None, voter="", expires_at__gt=now).exclude(address="")
    due = due.filter(Q(claimed_at=None) | Q(claimed_at__lt=stale_before))
    same = models.Proof.objects.filter(sent_at=None)
    return [
        row
        for row in due.select_related("choice").order_by("pk")
        if same.filter(pk=row.pk, claimed_at=row.claimed_at).update(claimed_at=now) == 1
    ]


def fresh_code(row: models.Proof) -> str:
    """Make the code that is about to be sent for a claimed proof: only its hash is kept."""
    code = f"{secrets.randbelow(1_000_000):06d}"
    models.Proof.objects.filter(pk=row.pk).update(secret=_keyed(f"code:{row.token}:{code}"))
    return code


def sent(row: models.Proof, now: Instant) -> None:
    """Note that a code was sent, and forget the address: its keyed hash is enough."""
    models.Proof.objects.filter(pk=row.pk).update(sent_at=now, address="")


def email_person_key(address: str) -> str:
    """Name the person behind an address by a keyed hash: the address itself is not kept."""
    return f"email:{_keyed('address:' + address.strip().casefold())}"


def _plain(phrase: str) -> str:
    return " ".join(re.findall(r"[a-z]+", phrase.casefold()))


def _reachable(choice: models.Choice, address: str, now: Instant) -> str:
    address = address.strip()
    if not can_receive(address):
        raise NotProven("We cannot send mail to this address. It should look like name@example.org.")
    lately = models.Proof.objects.filter(
        choice=choice, person__key=email_person_key(address), made_at__gt=now - CODE_LASTS
    )
    if lately.count() >= MOST_CODES:
        raise NotProven("Several codes were sent to this address already. Use the newest, or wait half an hour.")
    return address


def _person_of(address: str) -> models.Person:
    person, _ = models.Person.objects.get_or_create(key=email_person_key(address))
    return person


def _author(post: Post) -> models.Account:
    network, author = rows.account_key(post)
    return _account_of(Account(network, author, rows.storable(post.author_name)))


def _account_of(shown: Account) -> models.Account:
    known = models.Account.objects.select_related("person", "holder").filter(network=shown.network)
    for account in filter(None, (known.filter(author=author).first() for author in (shown.author, *shown.others))):
        if not (account.name or account.handle):
            # A stream tells ids alone; whoever signs in is shown by what they are called.
            models.Account.objects.filter(pk=account.pk).update(handle=shown.name[:300])
        return account
    person, _ = models.Person.objects.get_or_create(key=person_key(shown.network, shown.author))
    return models.Account.objects.create(
        network=shown.network, author=shown.author, name=shown.name[:200], person=person
    )


def _beside(choice: models.Choice, number: int | None) -> models.Proof | None:
    """Find what was shown before in the same sitting; only what holds in the same choice does."""
    if number is None:
        return None
    return choice.proofs.filter(pk=number, person__isnull=False).exclude(voter="").first()


def _refuse_closed(choice: models.Choice, now: Instant) -> None:
    if choice.state != models.Choice.State.OPEN or now >= choice.closes_at:
        raise NotProven("This vote is not open. You can still write on the floor.")


def _prove(row: models.Proof, person: models.Person, now: Instant) -> None:
    row.voter, tally = where_it_counts(row.choice, person)
    row.person, row.tally, row.proven_at, row.address = person, tally.value, now, ""
    row.save()


def _keyed(text: str) -> str:
    return hmac.digest(settings.SECRET_KEY.encode(), f"proof:{text}".encode(), "sha256").hex()
