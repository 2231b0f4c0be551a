"""What ordinary talk is full of, taken out of the way before anybody looks for a phone number or a house number."""

from __future__ import annotations

import re
from typing import Final

_DAY: Final = r"(?:0?[1-9]|[12]\d|3[01])"
_MONTH: Final = r"(?:0?[1-9]|1[0-2])"
_YEAR: Final = r"(?:19|20)\d\d"
_SHORT_DATE: Final = rf"(?:{_DAY}[./-]{_MONTH}|{_MONTH}[./-]{_DAY})[./-]\d\d"
_ORDINARY: Final = re.compile(
    "|".join(
        (
            r"\b(?:https?|ftp|wss?)://[^\s<>\"]+",
            r"\bwww\.[^\s<>\"]+",
            # ISO dates and instants; dates with a year of four digits; times
            rf"(?<!\d){_YEAR}-{_MONTH}-{_DAY}(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?(?!\d)",
            rf"(?<!\d){_DAY}[./-]{_MONTH}[./-]{_YEAR}(?!\d)|(?<!\d){_MONTH}[./-]{_DAY}[./-]{_YEAR}(?!\d)",
            rf"(?<!\d){_YEAR}[./]{_MONTH}[./]{_DAY}(?!\d)",
            r"(?<!\d)\d{1,2}:\d\d(?::\d\d(?:[.,]\d+)?)?(?!\d)",
            # sums of money, and decimal fractions of a thing
            r"[$€£¥₹]\s?\d[\d.,]*|(?<![\d.,])\d[\d.,]*\s?(?:[$€£¥₹%‰°]|(?:EUR|USD|GBP|INR|CHF)\b)",
            # hexadecimal: commits, fingerprints, UUIDs
            r"(?<![^\W_])(?=[0-9a-f-]{0,64}[a-f])(?=[0-9a-f-]{0,64}\d)[0-9a-f]{4,64}(?:[- ][0-9a-f]{4,64})+(?![^\W_])",
        )
    ),
    re.IGNORECASE,
)
_SHORT_DATES: Final = re.compile(rf"(?<!\d)(?<!\d[ ./-]){_SHORT_DATE}(?: ?[-/] ?{_SHORT_DATE})?(?![ ./-]?\d)")

_NAMED: Final = re.compile(
    r"(?:\b(?:order|orders|ticket|invoice|ref|reference|case|tracking|parcel|isbn|issn|ean|gtin|sku|serial|article|item"
    r"|issue|pr|pull request|commit|build|timestamp|unix|id|uid|version|model|product|doi|imei"
    r"|claim|res|reservation|booking|voucher|receipt|confirmation|policy"
    r"|bestell\w*|auftrag\w*|rechnung\w*|artikel\w*|vorgang\w*|kunden\w*|sendung\w*|commande|facture|dossier|colis"
    r"|pedido|factura|expediente|referencia)"
    r"[\s:-]*(?:number|nummer|num|no\.?|nr\.?|n[°º]|numéro|número|de)?[\s:]*(?:is|was|ist|lautet|est|es)?[\s:#-]*|[#/=])$",
    re.IGNORECASE,
)
"""What stands before the number of a thing: an order, a ticket, a book."""


def without_ordinary_numbers(text: str) -> str:
    r"""Return the text with dates, times, sums, links and fingerprints blanked out, its length kept.

    >>> without_ordinary_numbers("On 13.03.2026 at 08:10 I paid 640.00 € and rang 0161 496 0345.").count("\0")
    23
    """
    return _SHORT_DATES.sub(_blank, _ORDINARY.sub(_blank, text))


def names_a_thing(before: str) -> bool:
    """Tell whether what stands before a number says that it numbers a thing, so that it is nobody's phone.

    >>> names_a_thing("My order number is "), names_a_thing("My mobile number is ")
    (True, False)
    """
    return _NAMED.search(before[-48:]) is not None


def _blank(found: re.Match[str]) -> str:
    return "\0" * len(found.group())
