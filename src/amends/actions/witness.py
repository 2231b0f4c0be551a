"""Witness other sites' logs, and ask them to witness ours (c2sp.org/tlog-witness).

Neither writes an entry: what a site has seen of others is no deed of its owner, and two sites that wrote down each
other's countersignatures would make each other's logs grow for ever.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from amends.actions import line
from amends.actions.record import record
from amends.actions.seal import read_tile
from amends.core.ledger import note
from amends.core.ledger.checkpoint import read_checkpoint, size_in
from amends.core.ledger.tiles import Tiles
from amends.core.ledger.tree import Refused, quoted
from amends.core.ledger.witness import Asked, asked_text, judge, parse
from amends.store import ledger_key, models

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from amends.core.ledger.checkpoint import Checkpoint
    from amends.core.vocabulary import Instant

EVERY: Final = 600_000_000
"""Microseconds after which a peer is asked again: the age of the newest outside memory, while the log grows."""

SECOND: Final = 1_000_000

SAME_MACHINE: Final = ("http://127.0.0.1:", "http://localhost:", "http://[::1]:")
"""Where a peer may be asked without https: two sites on one machine, to try it."""

Fetch: TypeAlias = Callable[[str, str], tuple[int, str]]
"""``fetch(address, body)`` posts a text and hands back status and text; it raises `OSError` where nobody answers."""


class UnknownLog(LookupError):
    """This site does not witness that log; the message says so in a sentence."""


class NoNameYet(LookupError):
    """This site has signed nothing yet, so it has no name to countersign under; the message says so in a sentence."""

    def __init__(self) -> None:
        super().__init__("The log of this site has not begun yet, so it cannot countersign. Ask again later.")


class NoSuchPeer(LookupError):
    """No site of that name or address is a peer here; the message says so in a sentence."""


def add_peer(verifier: str, address: str, now: Instant) -> models.Peer:
    """Witness another site's log from here on, and ask it to witness ours where it has an address.

    ``verifier`` is the key as that site shows it (``/ledger/key``); ``address`` is the prefix of its witness, such as
    ``https://harbour.example/ledger/witness``, or empty. It is asked at its next turn, which comes at once. Raises
    `Refused` with a sentence.
    """
    key = note.read_key(verifier)
    if key.algorithm != note.ED25519:
        raise Refused("This key countersigns; the key that is wanted here is the one that signs the log.")
    if address and not address.startswith(("https://", *SAME_MACHINE)):
        raise Refused(f"A peer is asked over https; {quoted(address)} is no such address.")
    with transaction.atomic():
        known = models.Peer.objects.filter(origin=key.name).first()
        if known is not None and known.note and known.verifier != verifier:
            # Trusting a second key under one name would let the log begin anew unseen.
            raise Refused(f"The log {quoted(key.name)} was seen here under another key. A log has one key for ever.")
        values = {"verifier": verifier, "address": address.rstrip("/"), "next_try_at": None, "left_at": None}
        peer, _ = models.Peer.objects.update_or_create(origin=key.name, defaults=values)
        record("owner.action", at=now, facts={"what": "peer.added"}, said={"origin": key.name, "address": address})
    return peer


def remove_peer(site: str, now: Instant) -> models.Peer:
    """Ask a site no longer to witness our log, and witness its log no longer; ``site`` is its name or its address.

    What it has countersigned stays, and so does what was seen of its log, with its key: it can be named again, and
    cannot begin anew under its name meanwhile. Raises `NoSuchPeer`.
    """
    site = site.strip()
    with transaction.atomic():
        here = models.Peer.objects.select_for_update().filter(left_at=None)
        peer = here.filter(Q(origin=site) | Q(address=peer_address(site))).order_by("pk").first() if site else None
        if peer is None:
            raise NoSuchPeer(f"No peer of this site is called {quoted(site)}, or lies there. Nothing was changed.")
        peer.left_at, peer.next_try_at = now, None
        peer.save(update_fields=["left_at", "next_try_at"])
        said = {"origin": peer.origin, "address": peer.address}
        record("owner.action", at=now, facts={"what": "peer.removed"}, said=said)
    return peer


def peer_address(site: str) -> str:
    """Return where a site is asked to countersign, from the address of the site or of its witness.

    >>> peer_address("https://harbour.example/")
    'https://harbour.example/ledger/witness'
    """
    site = site.strip().rstrip("/")
    return site if site.endswith("/ledger/witness") else f"{site}/ledger/witness"


def may_countersign(text: str) -> None:
    """Look at a request without changing anything, so that only what will be countersigned stands in the line.

    Raises as `countersign` does.
    """
    _judged(parse(text), models.Peer.objects.all())


def countersign(text: str, now: Instant) -> str:
    """Countersign another log's checkpoint, and remember it first; returns the signature line.

    Raises `UnknownLog`, `NoNameYet`, and `Refused` in the kinds that `amends.core.ledger.witness.judge` names.
    """
    asked = parse(text)
    with transaction.atomic():
        peer, tree = _judged(asked, models.Peer.objects.select_for_update())
        signed = note.read_note(asked.checkpoint).text
        seed = ledger_key.signing_seed(settings.AMENDS_DATA)
        cosigned = note.cosign(signed, _own().name, seed, now // SECOND)
        # Only the log's own signatures are kept: a note may carry a hundred of anybody's.
        theirs = [line for line in _lines(asked.checkpoint) if line.startswith(f"— {peer.origin} ")]
        peer.size, peer.note, peer.seen_at = tree.size, note.written(signed, [*theirs, cosigned]), now
        peer.save(update_fields=["size", "note", "seen_at"])
    return cosigned


def _judged(asked: Asked, peers: QuerySet[models.Peer]) -> tuple[models.Peer, Checkpoint]:
    peer = peers.filter(origin=asked.origin, left_at=None).first()
    if peer is None:
        raise UnknownLog(f"The log {quoted(asked.origin)} is not witnessed here.")
    _own()
    last = read_checkpoint(peer.note) if peer.note else None
    return peer, judge(asked, note.read_key(peer.verifier), last)


def cosigning_key() -> note.VerifierKey:
    """Return the key under which this site countersigns: the log's own, for another kind of signature."""
    own = _own()
    return note.VerifierKey(own.name, own.public, note.COSIGNATURE)


def _own() -> note.VerifierKey:
    verifier = models.LedgerHead.objects.values_list("verifier", flat=True).first()
    if not verifier:
        raise NoNameYet
    return note.read_key(verifier)


@dataclass(frozen=True, slots=True)
class Question:
    """One peer, the checkpoint of ours that it is to countersign, and the size it last saw as far as we know."""

    origin: str
    verifier: str
    address: str
    old: int
    checkpoint: str


def ask_peers(fetch: Fetch, now: Instant) -> list[str]:
    """Ask every peer whose turn it is to countersign our newest checkpoint; returns a sentence for each that did not.

    Nothing is locked while a peer is waited for; so it is called from a thread and not in the line. A peer that fails
    is asked again when its next turn comes.
    """
    failed = []
    for question in line.do(lambda: now, questions_due, now):
        try:
            line.do(lambda: now, remember, question, _asked(question, fetch), now)
        except (OSError, Refused) as error:
            failed.append(f"{question.origin} did not countersign our log: {error}")
    return failed


def questions_due(now: Instant) -> list[Question]:
    """Claim the peers whose turn it is and who have not seen our newest checkpoint; their next turn is set at once."""
    head = models.LedgerHead.objects.first()
    if head is None or not head.sealed:
        return []
    seen = dict(models.Memory.objects.filter(kind=models.Memory.Kind.PEER).values_list("where", "size"))
    found = []
    with transaction.atomic():
        due = (
            models.Peer.objects.filter(left_at=None)
            .exclude(address="")
            .filter(Q(next_try_at=None) | Q(next_try_at__lte=now))
        )
        for peer in due.select_for_update().order_by("pk"):
            old = seen.get(peer.origin, 0)
            if old != head.sealed:
                models.Peer.objects.filter(pk=peer.pk).update(next_try_at=now + EVERY)
                found.append(Question(peer.origin, peer.verifier, peer.address, old, head.checkpoint))
    return found


def _asked(question: Question, fetch: Fetch) -> str:
    """Ask one peer; where it saw another size than we thought, once more from there."""
    size = read_checkpoint(question.checkpoint).size
    old = question.old if question.old <= size else 0
    for _ in range(2):
        status, answer = fetch(f"{question.address}/add-checkpoint", _request(question, old))
        if status == 200:
            return answer
        if status != 409:
            break
        seen = size_in(answer.removesuffix("\n"), "What it saw last")
        if seen > size:
            raise Refused(f"It saw {seen} entries of it before, and there are only {size} now.")
        if seen == old:
            raise Refused(f"It saw another root for the same {seen} entries before.")
        old = seen
    raise Refused(f"It answered {status}, {quoted(answer.strip())}.")


def _request(question: Question, old: int) -> str:
    size = read_checkpoint(question.checkpoint).size
    proof = Tiles(read_tile).consistency(old, size) if 0 < old < size else []
    return asked_text(old, proof, question.checkpoint)


def remember(question: Question, answer: str, now: Instant) -> models.Memory:
    """Remember that a peer countersigned, after looking whether it did; raises `Refused` with a sentence.

    The countersigned checkpoint is kept, and each peer is one memory: the newest, which covers all before it.
    """
    log = note.read_key(question.verifier)
    peer = note.VerifierKey(log.name, log.public, note.COSIGNATURE)
    text = note.read_note(question.checkpoint).text
    fresh = [each for each in answer.split("\n") if each.startswith(f"— {peer.name} ")]
    note.verify(note.written(text, fresh), [peer])
    size = read_checkpoint(question.checkpoint).size
    with transaction.atomic():
        kept = models.Checkpoint.objects.filter(size=size).first()
        lines = _lines(question.checkpoint if kept is None else kept.note)
        others = [each for each in lines if not each.startswith(f"— {peer.name} ")]
        whole = {"note": note.written(text, [*others, *fresh]), "at": now}
        models.Checkpoint.objects.update_or_create(size=size, defaults=whole)
        memory, _ = models.Memory.objects.update_or_create(
            kind=models.Memory.Kind.PEER, where=peer.name, defaults={"size": size, "at": now}
        )
    return memory


def _lines(checkpoint: str) -> list[str]:
    return checkpoint.rpartition("\n\n")[2].splitlines()
