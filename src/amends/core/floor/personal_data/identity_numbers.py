"""Numbers by which a state, an insurer or a tax office knows one person, and number plates.

A number with a checksum or a shape of its own is found wherever it stands; one that is only a row of digits is found
beside the word that says what it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from amends.core.floor.personal_data import checksums


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _compact(text: str) -> str:
    return re.sub(r"[\s.\-]", "", text).upper()


def _always(_: str) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class _Shape:
    """How a number is written, what must hold of it, and which words must stand before it, if any."""

    written: re.Pattern[str]
    holds: Callable[[str], bool] = _always
    beside: re.Pattern[str] | None = None


def _shape(written: str, holds: Callable[[str], bool] = _always, beside: str = "") -> _Shape:
    # Words are looked for just before the number: "passport number in the video: …" is as far as it goes.
    near = (
        re.compile(rf"(?:{beside})(?:nummer|number|nr)?(?![^\W\d_]{{3}})[^\n\d]{{0,36}}$", re.IGNORECASE)
        if beside
        else None
    )
    return _Shape(re.compile(rf"(?<![^\W_])(?:{written})(?![^\W_])", re.IGNORECASE), holds, near)


def _american(text: str) -> bool:
    digits = _digits(text)
    return digits[:3] not in {"000", "666"} and digits[3:5] != "00" and digits[5:] != "0000"


def _spanish(text: str) -> bool:
    compact = _compact(text)
    return checksums.spanish_letter(compact[:-1].translate(str.maketrans("XYZ", "012")), compact[-1])


def _tax_for_life(text: str) -> bool:
    return checksums.mod_11_10(_digits(text)) and text[0] != "0"


def _swedish(text: str) -> bool:
    return checksums.luhn(_digits(text)[-10:])


def _pesel(text: str) -> bool:
    return checksums.weighted(_digits(text), (1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1), 10)


def _bsn(text: str) -> bool:
    return checksums.weighted(_digits(text), (9, 8, 7, 6, 5, 4, 3, 2, -1), 11)


def _aadhaar(text: str) -> bool:
    return checksums.verhoeff(_digits(text))


def _nir(text: str) -> bool:
    return checksums.french_key(_digits(text))


def _ahv(text: str) -> bool:
    return checksums.ean_13(_digits(text))


def _cpf(text: str) -> bool:
    return checksums.cpf(_digits(text))


def _sin(text: str) -> bool:
    return checksums.luhn(_digits(text))


def _machine_read(text: str) -> bool:
    return checksums.machine_readable(text[:9].upper(), text[9]) and checksums.machine_readable(text[13:19], text[19])


_PASSPORT: Final = (
    r"passport|passeport|pasaporte|passaporto|reisepass|personalausweis|ausweis\w*|identity card|\bid card|national id"
    r"|carte d'identité|driv(?:er'?s|ing) licen[cs]e|führerschein\w*|permis de conduire"
)
_SHAPES: Final = (
    # United States: social security, and the taxpayer numbers of the same shape
    _shape(r"\d{3}-\d{2}-\d{4}", _american),
    _shape(r"\d{3} ?\d{2} ?\d{4}", _american, r"\bssn\b|social security|\bitin\b|tax\w* (?:id|number)"),
    # United Kingdom: national insurance; the driving licence
    _shape(r"[A-CEGHJ-PQR-TW-Z][A-CEGHJ-NPQR-TW-Z] ?\d\d ?\d\d ?\d\d ?[A-D]"),
    _shape(r"[A-Z9]{5}\d[0156]\d[0-3]\d{2}[A-Z9]{2}[A-Z0-9]{3}"),
    _shape(r"\d{3} ?\d{3} ?\d{4}", _always, r"\bnhs (?:number|no)"),
    # Germany: tax number for life; social insurance
    _shape(r"\d{2} \d{3} \d{3} \d{3}", _tax_for_life),
    _shape(r"\d{11}|\d{2} ?\d{3} ?\d{3} ?\d{3}", _always, r"steuer-?(?:id|identifikations)|idnr"),
    _shape(r"\d{2} ?(?:0[1-9]|[1-7]\d)(?:0[1-9]|1[0-2])\d\d ?[A-Z] ?\d{3}"),
    # France
    _shape(r"[12] ?\d{2} ?(?:0[1-9]|1[0-2]|[2-9]\d) ?\d{2} ?\d{3} ?\d{3} ?\d{2}", _nir),
    # Spain: DNI, NIE
    _shape(r"\d{8}[ -]?[A-Z]|[XYZ][ -]?\d{7}[ -]?[A-Z]|\d{2}\.\d{3}\.\d{3}[ -]?[A-Z]", _spanish),
    # India: Aadhaar; the tax account of a person
    _shape(r"[2-9]\d{3}([ -])\d{4}\1\d{4}", _aadhaar),
    _shape(r"[2-9]\d{11}|[2-9]\d{3} \d{4} \d{4}", _always, r"aadh?aa?r|\buid(?:ai)?\b"),
    _shape(r"[A-Z]{3}P[A-Z]\d{4}[A-Z]"),
    _shape(r"[A-Z]{5}\d{4}[A-Z]", _always, r"\bpan\b"),
    # Italy, Switzerland, Brazil, Poland, Sweden, the Netherlands, Canada, Australia
    _shape(r"[A-Z]{6}\d\d[A-EHLMPRST]\d\d[A-Z]\d{3}[A-Z]", lambda text: checksums.codice_fiscale(text.upper())),
    _shape(r"756\.?\d{4}\.?\d{4}\.?\d{2}", _ahv),
    _shape(r"\d{3}\.\d{3}\.\d{3}-\d{2}", _cpf),
    _shape(r"\d{11}", _cpf, r"\bcpf\b"),
    _shape(r"\d{11}", _pesel, r"\bpesel\b"),
    _shape(r"(?:19|20)?\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])-\d{4}", _swedish),
    _shape(r"\d{9}|\d{4}[. ]\d{2}[. ]\d{3}", _bsn, r"\bbsn\b|burgerservicenummer|sofi"),
    _shape(r"\d{3}[ -]?\d{3}[ -]?\d{3}", _sin, r"\bsin\b|social insurance"),
    _shape(r"\d{3} ?\d{3} ?\d{3}", _always, r"\btfn\b|tax file number"),
    # Passports, identity cards, licences: anywhere in their machine-readable form, else beside the word
    _shape(r"[A-Z0-9<]{9}\d[A-Z<]{3}\d{7}[MFX<]\d{7}[A-Z0-9<]{0,16}", _machine_read),
    _shape(
        r"(?=[A-Z]{0,3}\d*[A-Z]{0,2}\d{3})[A-Z0-9]{7,12}", lambda text: sum(map(str.isdecimal, text)) >= 5, _PASSPORT
    ),
    _shape(r"[CFGHJ-NPRTV-Z][0-9CFGHJ-NPRTV-Z]{8}", lambda text: sum(map(str.isdecimal, text)) >= 3, _PASSPORT),
)
_MACHINE_LINE: Final = re.compile(r"(?<![A-Z<])[PIAC][A-Z<][A-Z]{3}[A-Z]+<<[A-Z<]{5,}")

_PLATE_WORD: Final = (
    r"number ?plates?|licen[cs]e plates?|\bplates?\b|\breg\b|registration(?: number)?|kennzeichen|nummernschild"
    r"|immatriculation|plaque|matr[ií]cula|targa"
)
_PLATE_AFTER: Final = re.compile(rf"[^\n\d]{{0,16}}?(?:{_PLATE_WORD})", re.IGNORECASE)
_PLATES: Final = (
    _shape(r"[A-Z]{2}\d{2} ?[A-Z]{3}", _always, _PLATE_WORD),  # United Kingdom
    _shape(r"[A-Z]{1,3}[- ][A-Z]{1,2}[- ]?\d{1,4}[EH]?", _always, _PLATE_WORD),  # Germany
    _shape(r"[A-Z]{2}-\d{3}-[A-Z]{2}|\d{4} ?[B-DF-Z]{3}", _always, _PLATE_WORD),  # France, Italy; Spain
    _shape(r"[A-Z]{3}[- ]?\d{3,4}|\d[A-Z]{3}\d{3}", _always, _PLATE_WORD),  # United States
    _shape(r"[A-Z]{2}[- ]?\d{1,2}[- ]?[A-Z]{1,2}[- ]?\d{4}", _always, _PLATE_WORD),  # India
)


def identity_numbers(text: str) -> Iterator[tuple[int, int]]:
    """Yield where a number stands by which one person is known: social security, tax, passport, licence.

    >>> list(identity_numbers("Her NI number is QQ 12 34 56 C")), list(identity_numbers("Su DNI es 12345678A"))
    ([(17, 30)], [])
    """
    yield from _found(text, _SHAPES)
    yield from (found.span() for found in _MACHINE_LINE.finditer(text))


def number_plates(text: str) -> Iterator[tuple[int, int]]:
    """Yield where a number plate stands beside a word for one; without the word it could be anything.

    >>> list(number_plates("His number plate: AB12 CDE")), list(number_plates("Room AB12 CDE"))
    ([(18, 26)], [])
    """
    yield from _found(text, _PLATES)
    for shape in _PLATES:
        for found in shape.written.finditer(text):
            if _PLATE_AFTER.match(text, found.end()):
                yield found.span()


def _found(text: str, shapes: tuple[_Shape, ...]) -> Iterator[tuple[int, int]]:
    for shape in shapes:
        for found in shape.written.finditer(text):
            before = text[max(0, found.start() - 64) : found.start()]
            if shape.holds(found.group()) and (shape.beside is None or shape.beside.search(before)):
                yield found.span()
