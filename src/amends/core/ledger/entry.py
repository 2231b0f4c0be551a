"""What one line of the log says, and what it only commits to.

The *body* is public: canonical JSON (RFC 8785) below 1,000 bytes, with the type of the deed, the instant, the case and
the running number in it, and a few open facts. Words, names and handles are never in it. They are the *content*, to
which the body commits: ``commit`` is HMAC-SHA-256 under a salt of 32 random bytes that is kept beside the content. Who
is given both can check them; when salt and words are destroyed, nobody can tell or guess what the line was about, and
the log stands unchanged.

An entry of a case that is not public yet is *sealed*: its body says only when, and type, case and number are part of
the content.

Facts by which a log is audited: ``of`` is the number, within the case, of the entry that this one is about;
``choice`` numbers the choice that an entry belongs to; ``token`` on a `voice.erased` is the erase token of its author,
in hex, which only its holder could reveal.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Final, TypeAlias

import rfc8785

from amends.core.ledger.tree import Refused, quoted

Fact: TypeAlias = int | bool | str
"""A fact that may be said openly; text only from closed sets: hex digests and names of rules."""

VERSION: Final = 1
BODY_BYTES: Final = 1_000
"""A body has fewer."""
SALT_BYTES: Final = 32
LARGEST: Final = 2**53 - 1
"""The largest integer that every reader of JSON keeps whole."""
SEALED: Final = "sealed"

TYPES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "case.noticed": "A storm was noticed.",
        "case.acknowledged": "The owner said: I see it, and when an answer will come.",
        "case.opened": "The floor was opened.",
        "case.watched": "The owner chose to watch and say nothing yet.",
        "case.dismissed": "The case was set aside, with a reason.",
        "case.closed": "The case was closed.",
        "voice.received": "Somebody said something on the floor.",
        "voice.amended": "Its author changed what was said; the earlier version stays.",
        "voice.hidden": "The owner hid a message by a rule; a stub stays in its place.",
        "voice.shown": "A hidden or held message was shown.",
        "voice.erased": "A message was erased: by its author's token, or for a reason that is named.",
        "voice.refused": "Messages were refused at the door; their number is public.",
        "voice.claimed": "Whoever wrote a message showed who they are; it counts on their side.",
        "voice.unclaimed": "A message counts among those again whose authors showed nothing.",
        "voice.answered": "Somebody was answered in person.",
        "ground.answered": "A ground that many share was answered in public.",
        "voice.read": "The owner read messages.",
        "statement.version": "A version of the statement was published.",
        "crosspost.sent": "The owner said it on another network too.",
        "crosspost.deleted": "The owner deleted what was said on another network, with a reason.",
        "crosspost.gone": "What was said on another network was found deleted there.",
        "crosspost.changed": "What was said on another network was found with other words there.",
        "electorate.frozen": "It was fixed who may vote.",
        "choice.opened": "A question was put, with its options, rule and deadline.",
        "choice.voided": "A question was withdrawn in public; its ballots bind nobody.",
        "choice.closed": "The voting ended.",
        "opinions.counted": "Who agreed with which message was written down as it stood, without names.",
        "ballot.cast": "Somebody voted, or changed their vote.",
        "ballot.flagged": "A ballot was marked for people to look at.",
        "ballot.removed": "A ballot was taken out of the count, with a reason.",
        "ballot.restored": "A removed ballot was put back.",
        "voter.joined": "Somebody showed that two places in a vote are theirs; one vote stands.",
        "voter.parted": "Who was taken for one voter is two again.",
        "decision": "The rule was run on the ballots, and what follows was said.",
        "duty.set": "Something was promised.",
        "duty.done": "Something promised was done.",
        "duty.missed": "Something promised was not done in time.",
        "followup.sent": "The owner wrote once to those who objected and had asked to hear.",
        "lesson": "A lesson was written down for next time.",
        "guard.fired": "A lesson spoke up before the same mistake.",
        "key.created": "The log began under a key.",
        "key.rotated": "The log is signed by a new key from here on.",
        "ledger.restored": "The log was restored from a copy; what was lost is named.",
        "subject.added": "Somebody or something to listen for was added.",
        "owner.action": "The owner changed something by hand.",
        SEALED: "Something about a case that is not public yet.",
    }
)
"""Every type of entry, and what it tells in one sentence."""

_HEX: Final = re.compile(r"[0-9a-f]{64}")
_HIDDEN: Final = frozenset({"type", "case", "n", "facts", "said"})
_FACT_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,31}")
_FACT_TEXT: Final = re.compile(r"(?=.{1,128}\Z)[a-z0-9]+(?:[._:/+-][a-z0-9]+)*")
_KEYS: Final = frozenset({"v", "type", "t", "case", "n", "commit", "erase", "facts"})

# With names in ASCII and no floats, the C encoder writes the very bytes of RFC 8785, ten times as fast; tests hold it.
_canonical: Final = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


@dataclass(frozen=True, slots=True)
class Entry:
    """One deed, as the log tells it.

    ``t`` is in microseconds since 1970, UTC; ``case`` and ``n`` (from 1, without holes) stand together or not at all;
    ``commit`` and ``erase`` are 64 hex digits, or empty where there is nothing to commit to or no token. Raises
    `Refused` with a sentence for anything else.
    """

    type: str
    t: int
    case: int | None = None
    n: int | None = None
    commit: str = ""
    erase: str = ""
    facts: Mapping[str, Fact] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        """Refuse what may not stand in the log."""
        if not isinstance(self.type, str) or self.type not in TYPES:
            raise Refused(f"There is no entry of type {quoted(self.type)}.")
        _refuse_number("t", self.t, 0)
        if self.case is not None or self.n is not None:
            _refuse_number("case", self.case, 1)
            _refuse_number("n", self.n, 1)
        for name, digest in (("commit", self.commit), ("erase", self.erase)):
            if digest != "" and not (isinstance(digest, str) and _HEX.fullmatch(digest)):
                raise Refused(f"“{name}” must be 64 hex digits.")
        _refuse_facts(self.facts)
        if self.type == SEALED and (self.case is not None or self.erase or self.facts):
            raise Refused("A sealed entry says when, and what it commits to, and nothing else.")

    def committing(self, commit: str) -> Entry:
        """Give the same entry with what it commits to (`committed`)."""
        return replace(self, commit=commit)


def _refuse_number(name: str, number: object, least: int) -> None:
    if type(number) is not int or not least <= number <= LARGEST:
        raise Refused(f"“{name}” must be a whole number from {least} to 2^53 - 1.")


def _refuse_facts(facts: Mapping[str, Fact]) -> None:
    if not isinstance(facts, Mapping):
        raise Refused("“facts” must be an object.")
    for name, fact in facts.items():
        if not (isinstance(name, str) and _FACT_NAME.fullmatch(name)):
            raise Refused(f"{quoted(name)} cannot name a fact: small letters, digits and _, at most 32.")
        if isinstance(fact, str):
            lawful = _FACT_TEXT.fullmatch(fact) is not None
        else:
            lawful = type(fact) is bool or (type(fact) is int and -LARGEST <= fact <= LARGEST)
        if not lawful:
            raise Refused(f"The fact “{name}” must be a whole number, true or false, a hex digest or a rule's name.")


def body(entry: Entry) -> bytes:
    """Write the body: canonical JSON, what is absent left out.

    Raises `Refused` where it would have 1,000 bytes or more.

    >>> body(Entry("voice.received", 5, case=7, n=1, facts={"held": False}))
    b'{"case":7,"facts":{"held":false},"n":1,"t":5,"type":"voice.received","v":1}'
    """
    said: dict[str, object] = {"v": VERSION, "type": entry.type, "t": entry.t}
    for name in ("case", "n", "commit", "erase", "facts"):
        value = getattr(entry, name)
        if value:
            said[name] = value
    if entry.type == SEALED and not entry.commit:
        raise Refused("A sealed entry commits to nothing; then there would be nothing to open.")
    written = _canonical(said).encode()
    if len(written) >= BODY_BYTES:
        raise Refused(f"The body of an entry has {len(written)} bytes; it must have fewer than {BODY_BYTES:,}.")
    return written


def parse(found: bytes) -> Entry:
    """Read a body, strictly: only what `body` would write, byte for byte.

    Raises `Refused` with a sentence for unknown names, floats, names given twice, another order or spacing.

    >>> parse(b'{"t":5,"type":"lesson","v":1}').type
    'lesson'
    >>> parse(b'{"type":"lesson","t":5,"v":1}')
    Traceback (most recent call last):
    amends.core.ledger.tree.Refused: The body is not canonical JSON (RFC 8785): the same could be written otherwise.
    """
    if len(found) >= BODY_BYTES:
        raise Refused(f"The body has {len(found)} bytes; it must have fewer than {BODY_BYTES:,}.")
    try:
        said = json.loads(str(found, "utf-8"))
    except (ValueError, RecursionError):
        raise Refused("The body is not JSON in UTF-8.") from None
    if not isinstance(said, dict) or said.get("v") != VERSION:
        raise Refused("The body is not an object of version 1.")
    if not said.keys() <= _KEYS or not said.keys() >= {"type", "t"}:
        raise Refused("The body lacks a type or an instant, or names something that no entry has.")
    del said["v"]
    entry = Entry(**said)
    if body(entry) != found:
        raise Refused("The body is not canonical JSON (RFC 8785): the same could be written otherwise.")
    return entry


def committed(salt: bytes, content: Mapping[str, object]) -> str:
    """Commit to content without saying it: HMAC-SHA-256 of its canonical JSON under the salt, in hex.

    Draw a fresh salt of 32 random bytes for every entry and every version. Raises `Refused` for another length, and for
    content that is no JSON object, or whose canonical form would not read back the same (whole numbers from 2^53).

    >>> committed(bytes(32), {"words": "Please stop."})[:16]
    '89e9a6284e8f0c33'
    """
    if not isinstance(salt, bytes) or len(salt) != SALT_BYTES:
        raise Refused(f"A salt is {SALT_BYTES} bytes; this one is not.")
    if not isinstance(content, dict):
        raise Refused("What is committed to must be a JSON object.")
    try:
        said = rfc8785.dumps(content)
        json.loads(said, parse_int=_whole)
    except (ValueError, RecursionError):
        raise Refused("What is committed to cannot be written as canonical JSON.") from None
    return hmac.digest(salt, said, "sha256").hex()


def _whole(digits: str) -> int:
    """Refuse a float that is written like a whole number but is too large to be read as one again."""
    number = int(digits)
    if abs(number) > LARGEST:
        raise ValueError(digits)
    return number


def opens(entry: Entry, salt: bytes, content: Mapping[str, object]) -> bool:
    """Tell whether this salt and content are what the entry committed to; whatever comes, it answers.

    >>> opens(Entry("lesson", 5, commit=committed(bytes(32), {"words": "Ask."})), bytes(32), {"words": "Ask!"})
    False
    """
    try:
        found = committed(salt, content)
    except Refused:
        return False
    return hmac.compare_digest(found, entry.commit)


def erase_hash(token: bytes) -> str:
    """Hash an erase token for the ``erase`` of its entry: SHA-256, in hex.

    >>> erase_hash(b"")[:16]
    'e3b0c44298fc1c14'
    """
    return hashlib.sha256(token).hexdigest()


def sealed_content(entry: Entry, said: Mapping[str, object]) -> dict[str, object]:
    """Put an entry and what it says into the content of a sealed one, which says nothing of them.

    >>> sealed_content(Entry("case.noticed", 5, case=7, n=1), {"people": 12})
    {'type': 'case.noticed', 'case': 7, 'n': 1, 'facts': {}, 'said': {'people': 12}}
    """
    hidden: dict[str, object] = {
        "type": entry.type,
        "case": entry.case,
        "n": entry.n,
        "facts": dict(entry.facts),
        "said": dict(said),
    }
    return {**hidden, "erase": entry.erase} if entry.erase else hidden


def unsealed(entry: Entry, content: Mapping[str, Any]) -> Entry:
    """Read the entry that a sealed one hides, from its content; the caller has checked that this `opens` it.

    Raises `Refused` where the content is not what `sealed_content` makes.

    >>> hidden = Entry("case.noticed", 5, case=7, n=1)
    >>> content = sealed_content(hidden, {})
    >>> sealed = Entry("sealed", 5, commit=committed(bytes(32), content))
    >>> unsealed(sealed, content).n
    1
    """
    if not isinstance(content, dict) or not content.keys() - {"erase"} == _HIDDEN or content["type"] == SEALED:
        raise Refused("The content of a sealed entry is type, case, n, facts and said, and at most an erase hash.")
    case, number, facts, erase = (content.get(name, "") for name in ("case", "n", "facts", "erase"))
    return Entry(content["type"], entry.t, case, number, entry.commit, erase, facts)
