"""Phone numbers written in digits: international, and in the national forms of several countries.

Forms and lengths: ITU-T E.164 and E.123; the North American Numbering Plan; Ofcom's, the Bundesnetzagentur's,
ARCEP's, CNMC's and India's national numbering plans, as people write them. A number that only its shape betrays is
asked for the grouping its country uses; one that begins with the trunk prefix 0, with + or with 00 may be cut up
anyhow.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from amends.core.floor.personal_data.ordinary_numbers import names_a_thing, without_ordinary_numbers

_GAP: Final = r"(?:[ \-./()_*~·|\[\]]{0,4}|,(?=\d{3,4}(?!\d)))"
_RUN: Final = re.compile(rf"(?<![^\W_])(?<![\d.,][.,])\+?[(\[]?\d(?:{_GAP}\d)*(?![^\W_])")
_GROUP: Final = re.compile(r"\d+")
_LINK: Final = re.compile(r"(?:\btel:|\b(?:wa\.me|api\.whatsapp\.com/send\?phone=|signal\.me/#p)/?)\+?[\d.-]{7,20}")

_ASKED_FOR: Final = re.compile(
    r"\b(?:call|calls?|ring|rings?|text|dial|phone|tel|telf?|tfno|tlf|ph|mob|fon|telephone|mobile|cell|whats\s?app|signal|sms|fax|reach\w*|landline"
    r"|telefon|handy\w*|rufnummer|nummer|anruf\w*|durchwahl|appel\w*|téléphone|portable|fixe|numéro|ll[aá]ma\w*|móvil"
    r"|teléfono|fijo|escr[ií]b\w*|(?:phone |mobile |cell |his |her |their )number)\b\W*(?:[^\W\d]+\W{1,3}){0,3}$",
    re.IGNORECASE,
)
"""What stands before a number that is to be called."""

_COUNTED: Final = re.compile(
    r"(?:\s(?:and|to|or|bis|und|à|et|a|y|-)\s\d{1,3}(?:[ .]\d{3}){1,4})?"  # "between 612 345 678 and 700 000 000 …"
    r"\s{0,2}(?:%|°|x\s?\d|(?:people|persons?|views?|users?|likes?|votes?|times|euros?|dollars?|pounds?|rupees|years?"
    r"|bytes|mah|hz|leute|menschen|aufrufe|stimmen|mal|vues|personnes|lecteurs|personas|visitas|votos|veces)\b)",
    re.IGNORECASE,
)
"""What stands after a number that counts something."""

_CODES: Final = """
    20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 81 82 84 86 90
    91 92 93 94 95 98
"""
_TWO_DIGIT_CODES: Final = frozenset(_CODES.split())
"""Country codes of ITU-T E.164 with two digits; 1 and 7 stand alone, and the others have three."""


_MOBILE_ABROAD: Final = re.compile(r"447\d{9}|491[5-7]\d{8,9}|33[67]\d{8}|34[67]\d{8}|91[6-9]\d{9}")
"""Mobile numbers with their country's code, where the plus was left out."""


@dataclass(frozen=True, slots=True)
class _Part:
    """Neighbouring groups of digits: what is between them, and whether a plus stands before the first."""

    groups: tuple[str, ...]
    gaps: tuple[str, ...]
    plus: bool

    @property
    def digits(self) -> str:
        return "".join(self.groups)

    @property
    def lengths(self) -> tuple[int, ...]:
        return tuple(map(len, self.groups))


def phone_numbers(text: str) -> Iterator[tuple[int, int]]:
    """Yield where phone numbers stand in a text that is without disguise.

    >>> list(phone_numbers("Call (212) 555-0187 now"))
    [(5, 19)]
    >>> list(phone_numbers("ISBN 0306406152, 12 000 000 phones, 2014 2018 2022"))
    []
    """
    yield from (link.span() for link in _LINK.finditer(text))
    plain = without_ordinary_numbers(text)
    for run in _RUN.finditer(plain):
        groups = list(_GROUP.finditer(plain, run.start(), run.end()))
        first = 0
        while first < len(groups):
            last = _last_of_a_number(plain, run.start(), groups, first)
            if last >= 0:
                yield _start(plain, groups[first].start()), groups[last].end()
            first = last + 1 if last >= 0 else first + 1


def _last_of_a_number(text: str, begins: int, groups: list[re.Match[str]], first: int) -> int:
    """Return which group the longest phone number that begins at ``first`` ends with, or -1."""
    plus = first == 0 and "+" in text[begins : groups[0].start()]
    if first and not _apart(text, groups[first - 1], groups[first]):
        return -1  # the middle of something longer
    reach = groups[first : first + _most_groups(groups[first].group(), plus=plus)]
    gaps = tuple(text[one.end() : after.start()] for one, after in pairwise(reach))
    before = text[max(0, groups[first].start() - 64) : groups[first].start()].rstrip("+([")
    for last in range(first + len(reach) - 1, first - 1, -1):
        if last + 1 < len(groups) and not _apart(text, groups[last], groups[last + 1]):
            continue
        part = _Part(tuple(one.group() for one in reach[: last - first + 1]), gaps[: last - first], plus)
        after = text[groups[last].end() : groups[last].end() + 48]
        if 6 <= len(part.digits) <= 17 and _is_phone(part, before, after):
            return last
    return -1


def _apart(text: str, one: re.Match[str], after: re.Match[str]) -> bool:
    """Tell whether one number can end and another begin here: not within "1 2 3", nor within "12-34"."""
    single = one.end() - one.start() == 1 == after.end() - after.start()
    return not single and " " in text[one.end() : after.start()]


def _most_groups(first: str, *, plus: bool) -> int:
    if plus or len(first) == 1:
        return 15
    return 8 if first.startswith("0") else 5


def _start(text: str, digit: int) -> int:
    while digit and text[digit - 1] in "+([":
        digit -= 1
    return digit


def _is_phone(part: _Part, before: str, after: str) -> bool:
    if _is_a_row(part.groups):
        return False
    if part.plus:
        return _international(part.digits)
    if names_a_thing(before):
        return False
    if part.digits.startswith("00"):
        return part.groups[0].startswith("00") and _international(part.digits[2:])
    asked = _ASKED_FOR.search(before) is not None
    if part.digits.startswith("0"):
        return _with_trunk_prefix(part, asked=asked)
    return not _COUNTED.match(after) and _as_at_home(part, asked=asked)


def _as_at_home(part: _Part, *, asked: bool) -> bool:
    return _north_american(part, asked=asked) or _grouped_as_at_home(part, asked=asked) or (asked and _local(part))


def _international(digits: str) -> bool:
    if not 8 <= len(digits) <= 15 or digits[0] == "0":
        return False
    if digits[0] == "1":
        return re.fullmatch(r"1[2-9]\d\d[2-9]\d{6}", digits) is not None
    code = 1 if digits[0] == "7" else 2 if digits[:2] in _TWO_DIGIT_CODES else 3
    # "+10000000 for the honesty" is applause.
    return digits[code:].strip("0") != ""


def _with_trunk_prefix(part: _Part, *, asked: bool) -> bool:
    if part.groups[0] == "0" and not _one_by_one(part):
        # "0 98765 43210" and "(0)30 …" are told so; "0.99 1.99 2.99" are prices.
        return re.fullmatch(r"0[6-9]\d{9}", part.digits) is not None and part.gaps[0] in {" ", "-"}
    if part.digits[1] == "0" or (len(part.groups) > 6 and not _one_by_one(part)):
        return False
    if re.fullmatch(r"\d-\d{2,7}-\d{1,7}-[\dXx]", _written(part)):
        return False  # an ISBN of ten digits
    shortest = 6 if asked else 9
    return shortest <= len(part.digits) <= 13 and (len(part.groups) > 1 or len(part.digits) >= 7)


def _north_american(part: _Part, *, asked: bool) -> bool:
    digits = part.digits
    if digits[0] == "1" and len(digits) == 11:
        digits = digits[1:]
        lengths = part.lengths[1:] if part.lengths[0] == 1 else (part.lengths[0] - 1, *part.lengths[1:])
    else:
        lengths = part.lengths
    if re.fullmatch(r"[2-9]\d\d[2-9]\d{6}", digits):
        return lengths in {(3, 3, 4), (10,), (3, 7), (6, 4)} or _one_by_one(part)
    return part.lengths == (3, 4) and (re.match("55501", digits) is not None or asked)


def _grouped_as_at_home(part: _Part, *, asked: bool) -> bool:
    """Spain, India, Portugal, Brazil and others that write no trunk prefix."""
    digits, lengths = part.digits, part.lengths
    if lengths in {(5, 5), (10,)}:
        return digits[0] in "6789" and "." not in part.gaps
    if len(digits) == 9 and digits[0] in "6789":
        if lengths in {(3, 2, 2, 2), (2, 3, 2, 2)}:
            return True
        if lengths == (3, 3, 3):
            # "612.345.678" is more often a sum.
            return asked or "." not in part.gaps
        return asked or (digits[0] in "67" and (lengths in {(9,), (3, 6)} or _one_by_one(part)))
    return (lengths == (2, 5, 4) and digits[2] == "9") or _MOBILE_ABROAD.fullmatch(digits) is not None


def _local(part: _Part) -> bool:
    years = all(re.fullmatch(r"(?:19|20)\d\d", group) for group in part.groups)
    return 7 <= len(part.digits) <= 12 and (len(part.groups) <= 5 or _one_by_one(part)) and not years


def _one_by_one(part: _Part) -> bool:
    """Tell whether the digits stand singly or in pairs, with the same gap all along: "0 7 7 0 0 …"."""
    return len(part.groups) >= 5 and max(part.lengths) <= 2 and len(set(part.gaps)) <= 2 and part.lengths.count(1) >= 5


def _is_a_row(groups: tuple[str, ...]) -> bool:
    """Tell whether the groups count in even steps: ticks of an axis, a countdown."""
    values = [int(group) for group in groups]
    steps = {after - before for before, after in pairwise(values)}
    step = steps.pop() if len(steps) == 1 else 0
    return len(values) >= 3 and step != 0 and (abs(step) <= 10 or step % 5 == 0)


def _written(part: _Part) -> str:
    gaps = (*part.gaps, "")
    return "".join(group + gap for group, gap in zip(part.groups, gaps, strict=True))
