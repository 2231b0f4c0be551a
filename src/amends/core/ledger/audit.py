"""Hold a whole log against what was signed, what was said, and what people took home.

Everything here works on what anybody may be handed: the bodies of the entries, the signed checkpoint, the log's key,
and whatever older checkpoints and receipts somebody has kept. A log whose keeper holds the key can be rewritten and
signed again; what finds that is one older receipt or checkpoint from outside.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from amends.core.ledger import checkpoint, proof
from amends.core.ledger.entry import SEALED, Entry, opens, parse, unsealed
from amends.core.ledger.finding import Fault, Finding
from amends.core.ledger.note import VerifierKey
from amends.core.ledger.story import Told, contradictions
from amends.core.ledger.tiles import Tiles, appended
from amends.core.ledger.tree import HASH_BYTES, Refused, leaf_hash


@dataclass(frozen=True, slots=True)
class Withheld:
    """An entry of which only the leaf hash was handed out."""

    leaf: bytes


@dataclass(frozen=True, slots=True)
class Opening:
    """What an entry committed to, and the salt."""

    salt: bytes
    content: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Receipt:
    """What somebody took home: the text of a proof (`proof`), and the body of the entry it was given for."""

    proof: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Log:
    """A log as it was handed out: every entry in order, and the newest signed checkpoint.

    ``openings`` are by index. ``older`` are signed checkpoints that somebody kept. Nothing in it is trusted.
    """

    entries: Sequence[bytes | Withheld]
    checkpoint: str
    openings: Mapping[int, Opening] = field(default_factory=dict)
    older: Sequence[str] = ()
    receipts: Sequence[Receipt] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """What an audit found, and how much it could look at.

    ``opened`` entries were held against their content; ``unopened`` commit to something that was not handed out (it
    was erased, or is kept back); ``sealed`` belong to cases that are not public; of ``withheld`` there is only a hash.
    """

    findings: tuple[Finding, ...]
    entries: int
    opened: int
    unopened: int
    sealed: int
    withheld: int
    older: int
    receipts: int

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.findings


def audit(log: Log, keys: Collection[VerifierKey]) -> Report:
    """Find everything that is wrong with a log, whatever was handed in; never raises.

    ``keys`` are the log's keys that are trusted, each with the log's origin as its name. Findings come in a fixed
    order: the checkpoint, each entry by index, what entries say together by index, older checkpoints, receipts.

    >>> from amends.core.ledger.note import public_of
    >>> body = b'{"t":5,"type":"lesson","v":1}'
    >>> key = VerifierKey("example.com/log", public_of(bytes(32)))
    >>> signed = checkpoint.signed("example.com/log", 1, leaf_hash(body), secret=bytes(32))
    >>> audit(Log([body], signed), [key]).sound
    True
    >>> audit(Log([body.replace(b"5", b"6")], signed), [key]).findings[0].says
    'The entries do not add up to the signed root: at least one was changed, added, dropped or moved.'
    """
    look = _Look(log, keys)
    told, findings = look.entries()
    found = (
        *look.newest(),
        *findings,
        *contradictions(told),
        *(finding for place, text in enumerate(log.older, 1) for finding in look.older(place, text)),
        *(finding for place, receipt in enumerate(log.receipts, 1) for finding in look.receipt(place, receipt)),
    )
    return look.report(found, told)


_ADD_UP: Final = "The entries do not add up to the signed root: at least one was changed, added, dropped or moved."


class _Look:
    """One log while it is looked at: its tree, and what could be read of it."""

    def __init__(self, log: Log, keys: Collection[VerifierKey]) -> None:
        self.log, self.keys = log, keys
        self.leaves = [_leaf(entry) for entry in log.entries]
        tiles = appended(0, self.leaves, lambda _level, _index: b"")
        self.tree = Tiles(lambda level, index: tiles.get((level, index), b""))
        self.opened = self.unopened = 0

    def newest(self) -> Iterator[Finding]:
        """Hold the entries against the newest checkpoint."""
        try:
            tree = checkpoint.opened(self.log.checkpoint, self.keys)
        except Refused as refused:
            yield Finding(Fault.SIGNATURE, f"The checkpoint does not hold. {refused}")
            return
        here = len(self.leaves)
        if tree.size != here:
            yield Finding(Fault.ROOT, f"The checkpoint counts {tree.size} entries, but {here} are here.")
        if tree.size <= here and self.tree.root(tree.size) != tree.root:
            yield Finding(Fault.ROOT, _ADD_UP)

    def entries(self) -> tuple[list[Told], list[Finding]]:
        """Read every entry, and open those whose content was handed out."""
        told: list[Told] = []
        findings: list[Finding] = []
        for index, found in enumerate(self.log.entries):
            opening = self.log.openings.get(index)
            if isinstance(found, Withheld):
                if len(found.leaf) != HASH_BYTES:
                    findings.append(Finding(Fault.BODY, "What stands for it is no hash of 32 bytes.", index))
                continue
            try:
                entry = parse(found)
            except Refused as refused:
                findings.append(Finding(Fault.BODY, str(refused), index))
                continue
            entry, says = self._open(entry, opening)
            if says:
                findings.append(Finding(Fault.COMMIT, says, index, entry.case, entry.n))
            told.append((index, entry))
        foreign = sorted(index for index in self.log.openings if not 0 <= index < len(self.leaves))
        findings += [Finding(Fault.COMMIT, "Content was handed out for an entry that is not here.", i) for i in foreign]
        return told, findings

    def _open(self, entry: Entry, opening: Opening | None) -> tuple[Entry, str]:
        """Open an entry; gives what it is then known to say, and what is wrong or nothing."""
        if opening is None:
            self.unopened += entry.type != SEALED and bool(entry.commit)
            return entry, ""
        if not entry.commit:
            return entry, "Content was handed out for it, but it committed to nothing."
        if not opens(entry, opening.salt, opening.content):
            return entry, "The content that was handed out is not what it committed to."
        self.opened += 1
        if entry.type != SEALED:
            return entry, ""
        try:
            return unsealed(entry, opening.content), ""
        except Refused as refused:
            return entry, f"It was sealed, and opens to something that is no entry. {refused}"

    def older(self, place: int, text: str) -> Iterator[Finding]:
        """Hold the log against a checkpoint that somebody kept."""
        try:
            tree = checkpoint.opened(text, self.keys)
        except Refused as refused:
            yield Finding(Fault.SIGNATURE, f"Older checkpoint {place} does not hold. {refused}")
            return
        says = self._breaks(tree)
        if says:
            yield Finding(Fault.PREFIX, f"Older checkpoint {place}: {says}")

    def _breaks(self, tree: checkpoint.Checkpoint) -> str:
        """Say how the log fails to continue an earlier tree, or nothing."""
        if tree.size > len(self.leaves):
            return f"{tree.size} entries were signed, and the log has only {len(self.leaves)} now."
        if self.tree.root(tree.size) != tree.root:
            return f"the first {tree.size} entries are not those that were signed then."
        return ""

    def receipt(self, place: int, receipt: Receipt) -> Iterator[Finding]:
        """Hold the log against a receipt: its proof, the tree it was given in, and its entry."""
        leaf = leaf_hash(receipt.body)
        try:
            tree = proof.verify(receipt.proof, leaf, self.keys)
            index = proof.parse(receipt.proof).index
        except Refused as refused:
            yield Finding(Fault.RECEIPT, f"Receipt {place} does not hold. {refused}")
            return
        if index >= len(self.leaves):
            yield Finding(Fault.RECEIPT, f"Receipt {place} is for an entry that is not in the log any more.", index)
        elif self.leaves[index] != leaf:
            yield Finding(Fault.RECEIPT, f"Receipt {place} is for another entry than the one that stands here.", index)
        says = self._breaks(tree)
        if says:
            yield Finding(Fault.PREFIX, f"Receipt {place}: {says}", index)

    def report(self, findings: tuple[Finding, ...], told: Sequence[Told]) -> Report:
        """Sum up."""
        return Report(
            findings,
            entries=len(self.leaves),
            opened=self.opened,
            unopened=self.unopened,
            sealed=sum(entry.type == SEALED for _, entry in told),
            withheld=sum(isinstance(entry, Withheld) for entry in self.log.entries),
            older=len(self.log.older),
            receipts=len(self.log.receipts),
        )


def _leaf(entry: bytes | Withheld) -> bytes:
    if isinstance(entry, Withheld):
        return entry.leaf if len(entry.leaf) == HASH_BYTES else bytes(HASH_BYTES)
    return leaf_hash(entry)
