"""Every sentence the floor says, in one place, so that a later layer may translate them.

A sentence is a template: the template is the key of its translation, and ``{words}`` in braces are filled in by
`told`. Nothing here blames anybody: a rule says what it looks at, what was kept, and what can be done.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from amends.core.floor.message import State


class Rule(StrEnum):
    """Why a message was not shown at once: the closed list. The value is stored and counted in public."""

    # refused: nothing is kept, the words are still in the author's box
    NO_WORDS = "no-words"
    NO_NAME = "no-name"
    NAME_TOO_LONG = "name-too-long"
    WORDS_TOO_LONG = "words-too-long"
    UNWRITABLE = "unwritable"
    EMAIL_TOO_LONG = "email-too-long"
    EMAIL_UNKNOWN_FORM = "email-unknown-form"
    NO_EMAIL_TO_HEAR = "no-email-to-hear"
    EXTRA_FIELD = "extra-field"
    FORM_UNKNOWN = "form-unknown"
    FORM_TOO_OLD = "form-too-old"
    FORM_TOO_YOUNG = "form-too-young"
    PROOF_USED = "proof-used"
    SAME_WORDS = "same-words"
    FAR_TOO_MANY = "far-too-many"
    # held: kept whole, a stub stands in its place until a person has looked
    PHONE_NUMBER = "phone-number"
    STREET_ADDRESS = "street-address"
    EMAIL_ADDRESS = "email-address"
    IDENTITY_NUMBER = "identity-number"
    BANK_ACCOUNT = "bank-account"
    CARD_NUMBER = "card-number"
    NETWORK_ADDRESS = "network-address"
    EXACT_PLACE = "exact-place"
    NUMBER_PLATE = "number-plate"
    MANY_LINKS = "many-links"
    MANY_FROM_ONE_PLACE = "many-from-one-place"
    FLOOD = "flood"


@dataclass(frozen=True, slots=True)
class RuleWords:
    """What a rule says to the author of the message, and what its stub or its count says to everybody."""

    author: str
    public: str


def _data(what: str) -> RuleWords:
    return RuleWords(
        f"Your message is kept, and waits until a person has looked at it, because it seems to hold {what}. "
        "You need not do anything. If it was meant to stay private, take it back and write again without it.",
        f"A message waits here until a person has looked at it, because it seems to hold {what}. "
        "It is counted, and its author has a receipt.",
    )


RULES: Final[Mapping[Rule, RuleWords]] = MappingProxyType(
    {
        Rule.NO_WORDS: RuleWords(
            "Write your words first: this field is still empty. Your name is kept.",
            "It had no words.",
        ),
        Rule.NO_NAME: RuleWords(
            "Write a name first, any name you answer to. Your words are still in the box.",
            "It had no name.",
        ),
        Rule.NAME_TOO_LONG: RuleWords(
            "This name is longer than 120 characters. Shorten it and send again: your words are still in the box.",
            "Its name was longer than 120 characters.",
        ),
        Rule.WORDS_TOO_LONG: RuleWords(
            "This is longer than 5,000 characters. It is still in the box: shorten it, or send it in parts.",
            "It was longer than 5,000 characters.",
        ),
        Rule.UNWRITABLE: RuleWords(
            "There is a piece of a character in this that cannot be written down. Your words are still in the box: "
            "write the strange character again, or leave it out.",
            "It held half a character, which cannot be written down.",
        ),
        Rule.EMAIL_TOO_LONG: RuleWords(
            "This email address is longer than 254 characters, so no mail can reach it. Correct it or leave it empty: "
            "your words are still in the box.",
            "Its email address was too long for any mail to reach.",
        ),
        Rule.EMAIL_UNKNOWN_FORM: RuleWords(
            "We cannot send mail to this email address. It should look like name@example.org. Correct it or leave it "
            "empty: your words are still in the box.",
            "Its email address was none that mail can reach.",
        ),
        Rule.NO_EMAIL_TO_HEAR: RuleWords(
            "You asked to hear what came of it, and left no email address to write to. Leave one, or take the tick "
            "away: your words are still in the box.",
            "It asked for a letter and left no address.",
        ),
        Rule.EXTRA_FIELD: RuleWords(
            "A field that should stay empty was filled in. Programs do that, and sometimes a browser that fills in "
            "forms. Your words are still in the box: empty that field and send again.",
            "It filled in a field that people do not see.",
        ),
        Rule.FORM_UNKNOWN: RuleWords(
            "We do not know the form this came with. Here is a new one, with your words in it: send it again.",
            "It did not come from a form of this site.",
        ),
        Rule.FORM_TOO_OLD: RuleWords(
            "This page has been open for more than a day. Your words are still in the box: send it again.",
            "It came from a form that was more than a day old.",
        ),
        Rule.FORM_TOO_YOUNG: RuleWords(
            "This came faster than anybody writes. Your words are still in the box: wait a moment and send it again.",
            "It came faster than anybody writes.",
        ),
        Rule.PROOF_USED: RuleWords(
            "This was sent a second time. If your first message is on the floor, all is well. If not, your words are "
            "still in the box: send it again.",
            "It was sent with a proof that had been used.",
        ),
        Rule.SAME_WORDS: RuleWords(
            "You sent the same words a short while ago, and they arrived. They count once. You can add something new.",
            "The same words came again from the same place.",
        ),
        Rule.FAR_TOO_MANY: RuleWords(
            "Very many messages come from your part of the network just now, and we cannot tell them apart. "
            "Your words are still in the box: try again in ten minutes.",
            "Hundreds came from one part of the network within ten minutes.",
        ),
        Rule.PHONE_NUMBER: _data("a phone number"),
        Rule.STREET_ADDRESS: _data("the address of a home or an office"),
        Rule.EMAIL_ADDRESS: _data("an email address"),
        Rule.IDENTITY_NUMBER: _data("a number that identifies one person"),
        Rule.BANK_ACCOUNT: _data("the number of a bank account"),
        Rule.CARD_NUMBER: _data("the number of a payment card"),
        Rule.NETWORK_ADDRESS: _data("an internet address that may be somebody’s own"),
        Rule.EXACT_PLACE: _data("the exact place of something on a map"),
        Rule.NUMBER_PLATE: _data("a number plate"),
        Rule.MANY_LINKS: RuleWords(
            "Your message is kept, and waits until a person has looked at it, because it holds more than three links. "
            "You need not do anything.",
            "A message waits here until a person has looked at it, because it holds more than three links. "
            "It is counted, and its author has a receipt.",
        ),
        Rule.MANY_FROM_ONE_PLACE: RuleWords(
            "Your message is kept, and waits until a person has looked at it, because many messages came from your "
            "part of the network within ten minutes. You need not do anything.",
            "A message waits here until a person has looked at it, because many came from the same part of the network "
            "within ten minutes. It is counted, and its author has a receipt.",
        ),
        Rule.FLOOD: RuleWords(
            "Your message is kept, and waits until a person has looked at it: very many arrive just now, and yours "
            "came without the small sum that a browser does in the background. You need not do anything.",
            "A message waits here until a person has looked at it: very many arrived at once, and it came without the "
            "sum that a browser does in the background. It is counted, and its author has a receipt.",
        ),
    }
)
"""Each rule in plain words: to its author, and to everybody."""

STUBS: Final[Mapping[State, str]] = MappingProxyType(
    {
        State.HIDDEN: "{owner} hid a message here {when}. The reason given: {reason} Its author has a receipt.",
        State.ERASED: "The author of a message here took it back {when}.",
        State.REMOVED: "{owner} removed a message here {when}, because the law asks for it: {reason} "
        "Its author has a receipt.",
    }
)
"""What stands in the place of a message that is not shown; for a held one `RULES` says it. ``{when}`` comes with its
preposition (“at 23:47”, “on Friday at 10:02”), and ``{reason}`` as `reason_told` says it."""

FORGOTTEN: Final = "Whoever wrote it asked to be forgotten."
"""The reason that is kept where somebody was forgotten: the only one that no owner wrote."""


def told(template: str, translate: Callable[[str], str] = str, **values: object) -> str:
    """Fill a template, after ``translate`` has turned it into another language.

    Raises ``KeyError`` when the template needs a value that is not given.

    >>> told(STUBS[State.ERASED], when="on Friday at 10:02")
    'The author of a message here took it back on Friday at 10:02.'
    """
    return translate(template).format(**values)


def reason_told(reason: str, translate: Callable[[str], str] = str) -> str:
    """Say a reason as a sentence beside others; an owner's own words stay as they are, and `FORGOTTEN` is translated.

    >>> reason_told("It threatens somebody"), reason_told("It was so.")
    ('It threatens somebody.', 'It was so.')
    """
    said = translate(reason) if reason == FORGOTTEN else reason
    return f"{said}." if said[-1:].isalnum() else said
