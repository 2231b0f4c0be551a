"""The checksums that tell a number of one kind from any other row of digits."""

from __future__ import annotations

from typing import Final

_DIHEDRAL: Final = (
    (0, 1, 2, 3, 4, 5, 6, 7, 8, 9), (1, 2, 3, 4, 0, 6, 7, 8, 9, 5), (2, 3, 4, 0, 1, 7, 8, 9, 5, 6),
    (3, 4, 0, 1, 2, 8, 9, 5, 6, 7), (4, 0, 1, 2, 3, 9, 5, 6, 7, 8), (5, 9, 8, 7, 6, 0, 4, 3, 2, 1),
    (6, 5, 9, 8, 7, 1, 0, 4, 3, 2), (7, 6, 5, 9, 8, 2, 1, 0, 4, 3), (8, 7, 6, 5, 9, 3, 2, 1, 0, 4),
    (9, 8, 7, 6, 5, 4, 3, 2, 1, 0),
)  # fmt: skip
_PERMUTED: Final = (
    (0, 1, 2, 3, 4, 5, 6, 7, 8, 9), (1, 5, 7, 6, 2, 8, 3, 0, 9, 4), (5, 8, 0, 3, 7, 9, 6, 1, 4, 2),
    (8, 9, 1, 6, 0, 4, 3, 5, 2, 7), (9, 4, 5, 3, 1, 2, 6, 8, 7, 0), (4, 2, 8, 6, 5, 7, 3, 9, 0, 1),
    (2, 7, 9, 3, 8, 0, 6, 4, 1, 5), (7, 0, 4, 6, 9, 1, 3, 2, 5, 8),
)  # fmt: skip
_ODD_DIGITS: Final = (1, 0, 5, 7, 9, 13, 15, 17, 19, 21)
_ODD_LETTERS: Final = (*_ODD_DIGITS, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23)
_ODD_PLACES: Final = dict(
    zip("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", (*_ODD_DIGITS, *_ODD_LETTERS), strict=True),
)
"""What a character is worth in an odd place of an Italian codice fiscale (decree of 23 December 1976)."""


def luhn(digits: str) -> bool:
    """Tell whether the digits end with the check digit of ISO/IEC 7812: cards, and several identity numbers.

    >>> luhn("4242424242424242"), luhn("4242424242424241")
    (True, False)
    """
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits))]
    return sum(value - 9 * (value > 9) for value in doubled) % 10 == 0


def mod_97(account: str) -> bool:
    """Tell whether an IBAN without gaps, in capitals, has the check digits of ISO 13616 (ISO 7064, mod 97-10).

    >>> mod_97("GB82WEST12345698765432"), mod_97("GB83WEST12345698765432")
    (True, False)
    """
    return int("".join(str(int(character, 36)) for character in account[4:] + account[:4])) % 97 == 1


def verhoeff(digits: str) -> bool:
    """Tell whether the digits end with Verhoeff's check digit: India's Aadhaar.

    >>> verhoeff("999941057058"), verhoeff("999941057059")
    (True, False)
    """
    checked = 0
    for place, digit in enumerate(reversed(digits)):
        checked = _DIHEDRAL[checked][_PERMUTED[place % 8][int(digit)]]
    return checked == 0


def mod_11_10(digits: str) -> bool:
    """Tell whether the digits end with the check digit of ISO 7064, mod 11,10: the German tax number for life.

    >>> mod_11_10("86095742719"), mod_11_10("86095742718")
    (True, False)
    """
    product = 10
    for digit in digits[:-1]:
        total = (int(digit) + product) % 10 or 10
        product = total * 2 % 11
    return (11 - product) % 10 == int(digits[-1])


def ean_13(digits: str) -> bool:
    """Tell whether thirteen digits end with the check digit of GS1: the Swiss AHV number has one.

    >>> ean_13("7569217076985"), ean_13("7569217076984")
    (True, False)
    """
    return sum(int(digit) * (1 + 2 * (place % 2)) for place, digit in enumerate(digits)) % 10 == 0


def weighted(digits: str, weights: tuple[int, ...], modulus: int) -> bool:
    """Tell whether the digits, each times its weight, add up to a multiple of ``modulus``.

    >>> weighted("44051401359", (1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1), 10)
    True
    """
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True)) % modulus == 0


def cpf(digits: str) -> bool:
    """Tell whether eleven digits are a Brazilian CPF: two check digits, mod 11.

    >>> cpf("11144477735"), cpf("11144477736")
    (True, False)
    """
    for length in (9, 10):
        total = sum(int(digit) * (length + 1 - place) for place, digit in enumerate(digits[:length]))
        if total * 10 % 11 % 10 != int(digits[length]):
            return False
    return True


def spanish_letter(digits: str, letter: str) -> bool:
    """Tell whether a Spanish DNI or NIE, its first letter already a digit, ends with the right letter (mod 23).

    >>> spanish_letter("12345678", "Z"), spanish_letter("12345678", "A")
    (True, False)
    """
    return "TRWAGMYFPDXBNJZSQVHLCKE"[int(digits) % 23] == letter.upper()


def french_key(digits: str) -> bool:
    """Tell whether fifteen digits are a French NIR: thirteen and their key, mod 97. Corsica's letters are not read.

    >>> french_key("255081416802538"), french_key("255081416802539")
    (True, False)
    """
    return 97 - int(digits[:13]) % 97 == int(digits[13:])


def codice_fiscale(code: str) -> bool:
    """Tell whether sixteen capitals and digits end with the letter of an Italian codice fiscale.

    >>> codice_fiscale("RSSMRA85T10A562S"), codice_fiscale("RSSMRA85T10A562T")
    (True, False)
    """
    odd = sum(_ODD_PLACES[character] for character in code[0:15:2])
    even = sum(int(character, 36) - 10 * character.isalpha() for character in code[1:15:2])
    return chr(ord("A") + (odd + even) % 26) == code[15]


def machine_readable(field: str, digit: str) -> bool:
    """Tell whether a field of a passport's machine-readable zone has its check digit (ICAO 9303, part 3).

    >>> machine_readable("L898902C3", "6"), machine_readable("L898902C3", "7")
    (True, False)
    """
    values = (0 if character == "<" else int(character, 36) for character in field)
    return sum(value * (7, 3, 1)[place % 3] for place, value in enumerate(values)) % 10 == int(digit)
