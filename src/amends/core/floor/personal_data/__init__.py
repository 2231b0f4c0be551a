"""What could lead a stranger to somebody's door, telephone or money: found before a message is shown.

A message that holds such data waits until a person has looked; it is never dropped. So missing one does more harm
than holding one too many, yet ordinary talk is full of numbers: dates, prices, versions, orders, scores. Each rule
asks for the shape that such a number has, for its checksum where it has one, and, where the shape alone is common,
for a word beside it. Names, and what somebody did, are never personal data here: they are what a floor is about.

Disguises are looked through first: wide, circled and foreign digits, hidden characters between them, letters in the
place of digits, digits spelled as words in English, German, French and Spanish.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from amends.core.floor.personal_data.disguise import Plain, undisguise
from amends.core.floor.personal_data.email_addresses import email_addresses
from amends.core.floor.personal_data.found import Found, PersonalData
from amends.core.floor.personal_data.identity_numbers import identity_numbers, number_plates
from amends.core.floor.personal_data.money_numbers import bank_accounts, card_numbers
from amends.core.floor.personal_data.phone_numbers import phone_numbers
from amends.core.floor.personal_data.places import exact_places, network_addresses
from amends.core.floor.personal_data.spelled_numbers import spelled_numbers
from amends.core.floor.personal_data.street_addresses import street_addresses

__all__ = ["Found", "PersonalData", "find"]

_RULES: Final = (
    # Where two rules find the same characters the earlier one names them: a checksum knows more than a shape.
    (PersonalData.EMAIL_ADDRESS, email_addresses),
    (PersonalData.BANK_ACCOUNT, bank_accounts),
    (PersonalData.CARD_NUMBER, card_numbers),
    (PersonalData.IDENTITY_NUMBER, identity_numbers),
    (PersonalData.NETWORK_ADDRESS, network_addresses),
    (PersonalData.EXACT_PLACE, exact_places),
    (PersonalData.NUMBER_PLATE, number_plates),
    (PersonalData.PHONE_NUMBER, phone_numbers),
    (PersonalData.PHONE_NUMBER, spelled_numbers),
    (PersonalData.STREET_ADDRESS, street_addresses),
)


def find(text: str) -> tuple[Found, ...]:
    """Return every stretch of ``text`` that has to be looked at before it is shown, in the order of the text.

    ``start`` and ``end`` count characters of ``text`` as given, ``end`` not included; no two stretches overlap.
    Its time grows with the length of the text and not faster.

    >>> [(one.kind.value, "Ring 020 7946 0018."[one.start : one.end]) for one in find("Ring 020 7946 0018.")]
    [('phone-number', '020 7946 0018')]
    >>> find("Version 17.4.1 broke it on 13.03.2026, and 24 others paid 640.00 for order 8845120937.")
    ()
    """
    plain = undisguise(text)
    kept: list[tuple[int, int, PersonalData]] = []
    for kind, rule in _RULES:
        for start, end in rule(plain.text):
            if all(end <= before or start >= after for before, after, _ in kept):
                kept.append((start, end, kind))
    return tuple(sorted(_in_the_text(plain, kept), key=lambda one: one.start))


def _in_the_text(plain: Plain, spans: Iterable[tuple[int, int, PersonalData]]) -> Iterable[Found]:
    for start, end, kind in spans:
        yield Found(kind, plain.at[start], plain.at[end - 1] + 1)
