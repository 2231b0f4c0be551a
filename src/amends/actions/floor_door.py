"""Judge messages at the floor's door: who wrote how often, which proofs are spent, kept true from one to the next."""

from __future__ import annotations

import hmac
from collections import defaultdict
from typing import TYPE_CHECKING

from django.conf import settings

from amends.core.floor.gate import Earlier, Proof, Refused, Submission, essence, judge
from amends.core.vocabulary import DAY, MINUTE
from amends.store import models

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amends.actions.take_message import Sent
    from amends.core.floor.gate import Judgement


class Door:
    """What is known of senders and proofs when messages come that were sent at about the same time."""

    def __init__(self, sent: Sequence[Sent]) -> None:
        first = min(one.now for one in sent)
        self._earlier: dict[str, list[Earlier]] = defaultdict(list)
        rows = models.Sender.objects.filter(digest__in={_sender(one) for one in sent}, at__gt=first - DAY)
        for columns in rows.order_by("pk").values_list("digest", "words", "at"):
            self._earlier[columns[0]].append(Earlier(*columns))
        self._last_minute = models.Sender.objects.filter(at__gt=first - MINUTE).count()
        proofs = {one.written.proof_digest for one in sent} - {""}
        spent = models.SpentProof.objects.filter(digest__in=proofs) if proofs else models.SpentProof.objects.none()
        self._spent = set(spent.values_list("digest", flat=True))
        self._let_in: list[models.Sender] = []
        self._newly_spent: list[models.SpentProof] = []

    def judge(self, one: Sent) -> Judgement:
        """Judge the next message, and note whoever is not refused, for those who come after."""
        written, sender, words_hash = one.written, _sender(one), _keyed(essence(one.written.words))
        is_spent = written.proof_digest in self._spent
        submission = Submission(
            name=written.name,
            words=written.words,
            at=one.now,
            form_made_at=written.made_at,
            sender=sender,
            words_hash=words_hash,
            email=written.email,
            hear=bool(written.hear),
            extra=written.extra,
            # Another message may have spent the proof while this one stood in line.
            proof=Proof.USED if is_spent else written.proof,
            site_last_minute=self._last_minute + len(self._let_in),
        )
        judgement = judge(submission, [each for each in self._earlier[sender] if each.at > one.now - DAY])
        if isinstance(judgement, Refused):
            return judgement
        self._earlier[sender].append(Earlier(sender, words_hash, one.now))
        self._let_in.append(models.Sender(digest=sender, at=one.now, words=words_hash))
        if written.proof_digest and not is_spent:
            self._spent.add(written.proof_digest)
            self._newly_spent.append(models.SpentProof(digest=written.proof_digest, expires_at=written.proof_until))
        return judgement

    def remember(self) -> None:
        """Keep, for a day, who was let in, and which proofs are spent."""
        models.Sender.objects.bulk_create(self._let_in)
        models.SpentProof.objects.bulk_create(self._newly_spent)


def _sender(one: Sent) -> str:
    return _keyed(f"{one.now // DAY}:{one.written.sender}")


def _keyed(text: str) -> str:
    """Hash under the site's secret, so that nobody can guess what stands behind it."""
    return hmac.digest(settings.SECRET_KEY.encode(), f"floor:{text}".encode(), "sha256").hex()
