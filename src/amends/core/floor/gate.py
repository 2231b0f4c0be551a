"""The gate of the floor: a message is shown at once, held until a person has looked, or refused with a sentence.

What somebody thinks, how hotly, and in which words, is never looked at. Held is kept whole and counted; refused is
counted and leaves the words in the author's box. Everything the gate needs is an argument: the site checks the form's
seal, the proof of work and the keyed hash of the sender's network, and hands over what it found. No internet address
comes this far.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeAlias

from amends.core.floor.email_syntax import LONGEST, can_receive
from amends.core.floor.personal_data import Found, find
from amends.core.floor.wording import RULES, Rule
from amends.core.vocabulary import DAY, MINUTE, SECOND, Instant

_LINK: Final = re.compile(r"(?:\bhttps?:/{0,2}|\bwww\.)[^\s<>\"]", re.IGNORECASE)
_UNSEEN: Final = frozenset({"Cc", "Cf", "Mn", "Me", "Zl", "Zp", "Zs"})
"""Controls, format characters, marks and gaps: alone they say nothing, and with a letter they are no character more."""


class Proof(StrEnum):
    """What the site found about the proof of work that came with a form."""

    MISSING = "missing"
    """None came: no JavaScript, or no patience."""
    INVALID = "invalid"
    """It is wrong or has expired: worth as much as none."""
    VALID = "valid"
    USED = "used"
    """It is right, and was used before."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Where the gate draws its lines; the defaults are the product's choice, not a measurement.

    Lengths are in characters as people count them (`length`), spans in microseconds. ``from_one_place`` is how many
    messages within ``window`` one part of a network may send without proof of work before the next is held, and
    ``proven_from_one_place`` the same with proof: a whole school stands behind one address. From
    ``far_too_many`` on they are refused. ``a_minute`` is how many messages a minute the whole site takes before a
    message without proof is held.
    """

    name: int = 120
    words: int = 5_000
    email: int = LONGEST
    links: int = 3
    oldest_form: int = DAY
    youngest_form: int = 2 * SECOND
    window: int = 10 * MINUTE
    same_words_window: int = DAY
    from_one_place: int = 6
    proven_from_one_place: int = 60
    far_too_many: int = 600
    a_minute: int = 60


@dataclass(frozen=True, slots=True)
class Earlier:
    """A message that came before from somewhere: keyed hashes of its network and of its words, and when."""

    sender: str
    words: str
    at: Instant


@dataclass(frozen=True, slots=True)
class Submission:
    """What came with one press of the button.

    ``extra`` is the field people do not see. ``form_made_at`` is when the form was given out, by the site's own seal,
    or nothing where the seal is missing or wrong. ``sender`` is a keyed, rotating hash of the network prefix it came
    from, and ``words_hash`` one of `essence` of its words. ``hear`` is whether its author
    asks for a letter, which needs an address. ``site_last_minute`` is how many messages the whole site
    received in the minute before.
    """

    name: str
    words: str
    at: Instant
    form_made_at: Instant | None
    sender: str
    words_hash: str
    email: str = ""
    hear: bool = False
    extra: str = ""
    proof: Proof = Proof.MISSING
    site_last_minute: int = 0


@dataclass(frozen=True, slots=True)
class Passed:
    """Shown at once, as it was written."""


@dataclass(frozen=True, slots=True)
class Held:
    """Kept, and shown as a counted stub until a person has looked.

    ``found`` are the stretches of the words that the rule is about; empty where it is about something else.
    """

    rule: Rule
    found: tuple[Found, ...] = ()

    @property
    def sentence(self) -> str:
        """What its author is told."""
        return RULES[self.rule].author


@dataclass(frozen=True, slots=True)
class Refused:
    """Not kept; counted, and given back to its author with the reason."""

    rule: Rule

    @property
    def sentence(self) -> str:
        """What its author is told."""
        return RULES[self.rule].author


Judgement: TypeAlias = Passed | Held | Refused


def length(text: str) -> int:
    r"""Count the characters of a text about as people do: marks, joiners and carriage returns count nothing.

    >>> length("e\u0301te\u0301"), length("one\r\ntwo")
    (3, 7)
    """
    return sum(character != "\r" and unicodedata.category(character) not in {"Mn", "Me", "Cf"} for character in text)


def essence(words: str) -> str:
    """Return what two sendings of the same words have in common, whatever their case, gaps and stops.

    >>> essence("Shame  on you!") == essence("shame on YOU")
    True
    """
    folded = unicodedata.normalize("NFKC", words).casefold()
    # Of something without letters or digits every character is its words.
    return "".join(character for character in folded if character.isalnum()) or "".join(folded.split())


def judge(submission: Submission, earlier: Iterable[Earlier] = (), limits: Limits = Limits()) -> Judgement:
    """Say what becomes of a message; the first rule that applies names the reason, refusals before holds.

    ``earlier`` are the messages that came lately; those of other senders, or later than this one, are passed
    over. Order-free, and the same message never fares worse for what other senders did, except in a flood.

    >>> calm = Submission("Maud", "I am a repairer. Damn you.", 60 * SECOND, 0, "n1", "w1")
    >>> judge(calm)
    Passed()
    >>> judge(Submission("Bo", "Ring 020 7946 0018", 60 * SECOND, 0, "n1", "w2")).rule
    <Rule.PHONE_NUMBER: 'phone-number'>
    """
    own = [one for one in earlier if one.sender == submission.sender and one.at <= submission.at]
    rule = _unfit(submission, limits) or _badly_sent(submission, limits) or _sent_again(submission, own, limits)
    if rule is not None:
        return Refused(rule)
    found = find(submission.words)
    if found or (in_the_name := find(submission.name)):
        return Held(Rule((found or in_the_name)[0].kind.value), found)
    rule = _crowded(submission, own, limits)
    return Passed() if rule is None else Held(rule)


def _unfit(submission: Submission, limits: Limits) -> Rule | None:
    """Say what is wrong with what was written into the fields, in the order of the form."""
    rules = (
        (Rule.NO_WORDS, not _says_something(submission.words)),
        (Rule.WORDS_TOO_LONG, _is_longer(submission.words, limits.words)),
        (Rule.NO_NAME, not _says_something(submission.name)),
        (Rule.NAME_TOO_LONG, _is_longer(submission.name, limits.name)),
        (Rule.UNWRITABLE, _has_half_a_character(submission.words + submission.name + submission.email)),
        (Rule.EMAIL_TOO_LONG, len(submission.email) > limits.email),
        (Rule.EMAIL_UNKNOWN_FORM, bool(submission.email) and not can_receive(submission.email)),
        (Rule.NO_EMAIL_TO_HEAR, submission.hear and not submission.email),
    )
    return next((rule for rule, applies in rules if applies), None)


def _badly_sent(submission: Submission, limits: Limits) -> Rule | None:
    made = submission.form_made_at
    if submission.extra:
        return Rule.EXTRA_FIELD
    if made is None or made > submission.at:
        return Rule.FORM_UNKNOWN
    if submission.at - made > limits.oldest_form:
        return Rule.FORM_TOO_OLD
    if submission.at - made < limits.youngest_form:
        return Rule.FORM_TOO_YOUNG
    return Rule.PROOF_USED if submission.proof is Proof.USED else None


def _sent_again(submission: Submission, own: list[Earlier], limits: Limits) -> Rule | None:
    since = submission.at - limits.same_words_window
    if any(one.words == submission.words_hash and one.at >= since for one in own):
        return Rule.SAME_WORDS
    return Rule.FAR_TOO_MANY if _lately(submission, own, limits) >= limits.far_too_many else None


def _crowded(submission: Submission, own: list[Earlier], limits: Limits) -> Rule | None:
    if len(_LINK.findall(submission.words)) > limits.links:
        return Rule.MANY_LINKS
    proven = submission.proof is Proof.VALID
    if _lately(submission, own, limits) >= (limits.proven_from_one_place if proven else limits.from_one_place):
        return Rule.MANY_FROM_ONE_PLACE
    return Rule.FLOOD if submission.site_last_minute > limits.a_minute and not proven else None


def _lately(submission: Submission, own: list[Earlier], limits: Limits) -> int:
    return sum(one.at >= submission.at - limits.window for one in own)


def _says_something(text: str) -> bool:
    return any(unicodedata.category(character) not in _UNSEEN for character in text)


def _is_longer(text: str, limit: int) -> bool:
    # Ten thousand marks on one letter are one character to look at, and still ten thousand to keep and to draw.
    return length(text) > limit or len(text) > 4 * limit


def _has_half_a_character(text: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in text)
