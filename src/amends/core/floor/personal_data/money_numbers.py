"""Bank accounts and payment cards: both carry a checksum, so a find is hardly ever chance."""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import MappingProxyType
from typing import Final

from amends.core.floor.personal_data.checksums import luhn, mod_97

_REGISTRY: Final = """
    AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DK18 DO28 EE20 EG29 ES24 FI18 FO18
    FR27 GB22 GE22 GI23 GL18 GR27 GT28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21
    LY25 MC27 MD24 ME22 MK19 MR27 MT31 MU30 NL18 NO15 PK24 PL28 PS29 PT25 QA29 RO24 RS22 SA24 SC31 SD18 SE24 SI19 SK24
    SM27 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20
"""
_LENGTHS: Final = MappingProxyType({pair[:2]: int(pair[2:]) for pair in _REGISTRY.split()})
"""Characters of an IBAN by country (SWIFT's IBAN registry)."""

_ACCOUNT: Final = re.compile(r"(?<![^\W_])[A-Z]{2}\d{2}(?:[ .\-]{0,2}[A-Z0-9]){11,60}", re.IGNORECASE)
_SORT_CODE: Final = re.compile(r"\bsort code\W{0,4}(?:is\W)?\d{2}[- ]?\d{2}[- ]?\d{2}(?!\d)", re.IGNORECASE)
_CARD: Final = re.compile(r"(?<![^\W_])(?<!\d[.,])[2-6](?:[ .\-_]{0,2}\d){12,22}(?![^\W_])")
_ISSUERS: Final = (
    (re.compile("4"), (16, 13, 19)),
    (re.compile(r"5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720|35(?:2[89]|[3-8])"), (16,)),
    (re.compile("3[47]"), (15,)),
    (re.compile("30[0-5]|309|36|3[89]"), (14, 16)),
    (re.compile("6(?:0|2|4[4-9]|5)"), (16, 19)),
    (re.compile("5[0678]|6[37]"), (16, 19, 18, 13, 12)),
)
"""The first digits of a card, and how many digits such a card has (ISO/IEC 7812; the issuers' published ranges)."""


def bank_accounts(text: str) -> Iterator[tuple[int, int]]:
    """Yield where an IBAN stands, whole, with the length of its country and the right check digits, or a sort code.

    >>> list(bank_accounts("Pay DE89 3704 0044 0532 0130 00 please"))
    [(4, 31)]
    """
    place = 0
    while found := _ACCOUNT.search(text, place):
        end = _end_of_account(found)
        place = end or found.start() + 4
        if end:
            yield found.start(), end
    yield from (found.span() for found in _SORT_CODE.finditer(text))


def _end_of_account(found: re.Match[str]) -> int:
    written = found.group()
    length = _LENGTHS.get(written[:2].upper(), 0)
    kept = [place for place, character in enumerate(written) if character.isalnum()][:length]
    if not length or len(kept) < length:
        return 0
    account = "".join(written[place] for place in kept).upper()
    return found.start() + kept[-1] + 1 if account.isascii() and mod_97(account) else 0


def card_numbers(text: str) -> Iterator[tuple[int, int]]:
    """Yield where the number of a payment card stands: a known first digit, 13 to 19 digits, Luhn's check digit.

    >>> list(card_numbers("4242-4242-4242-4242")), list(card_numbers("4242 4242 4242 4241"))
    ([(0, 19)], [])
    """
    for found in _CARD.finditer(text):
        digits = re.sub(r"\D", "", found.group())
        # "… 03/28 123" may follow the number within reach of its gaps.
        lengths = (length for issuer, lengths in _ISSUERS if issuer.match(digits) for length in lengths)
        for length in lengths:
            end = _end(found, min(length, len(digits)))
            whole = length >= len(digits) or text[end] == " "
            if length <= len(digits) and whole and luhn(digits[:length]) and len(set(digits[:length])) > 1:
                yield found.start(), end
                break


def _end(found: re.Match[str], length: int) -> int:
    places = [place for place, character in enumerate(found.group()) if character.isdecimal()]
    return found.start() + places[length - 1] + 1
