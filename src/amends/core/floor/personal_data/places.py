"""Network addresses, and places exact enough to walk to."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from typing import Final

_FOUR: Final = re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w]|\.\d)")
_SIX: Final = re.compile(r"(?<![\w:.])[23][0-9a-f]{3}:[0-9a-f:]{2,35}(?:\.\d{1,3}){0,3}(?![\w])", re.IGNORECASE)
_VERSION: Final = re.compile(
    r"(?:\bversion|\brelease|\bbuild|\bfirmware|\bdriver|\bupdate|\bv|\bver)\W{0,6}$", re.IGNORECASE
)
_ADDRESS: Final = re.compile(
    r"\b(?:ip|ipv4|host|server|router|address|adresse|dirección|logged in|connects?|posts?)\b", re.IGNORECASE
)
_NOBODYS: Final = tuple(
    ipaddress.ip_network(network)
    for network in ("0.0.0.0/8", "10.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16",
                    "224.0.0.0/3")
)  # fmt: skip
"""Networks that are the same everywhere, and so tell nothing of anybody (RFC 6890)."""
_EVERYBODYS: Final = frozenset({"1.1.1.1", "1.0.0.1", "8.8.8.8", "8.8.4.4", "9.9.9.9"})
"""Resolvers that everybody names."""

_DEGREES: Final = r"[-+]?\d{1,3}\.\d{4,12}"
_PAIR: Final = re.compile(
    rf"(?<![\d.,\w])({_DEGREES})\s?°?\s?([NS]?)\s?[,;/ ]\s?({_DEGREES})\s?°?\s?([EWO]?)(?![\d\w])", re.IGNORECASE
)
_ANGLE: Final = r"\d{1,3}\s?°\s?\d{1,2}(?:[.,]\d{1,6})?\s?'\s?(?:\d{1,2}(?:[.,]\d{1,6})?\s?(?:\"|''))?"
_ANGLES: Final = re.compile(rf"(?<!\d){_ANGLE}\s?[NS]?[\s,;/]{{0,3}}(?:[EWO]\s?)?{_ANGLE}\s?[EWO]?(?![^\W_])")
_CODED: Final = (
    re.compile(r"\bgeo:-?\d{1,2}\.\d{3,},-?\d{1,3}\.\d{3,}"),
    re.compile(r"(?<![\w+])[23456789CFGHJMPQRVWX]{8}\+[23456789CFGHJMPQRVWX]{2,3}(?![\w+])", re.IGNORECASE),
    re.compile(r"(?<![:/\w])///[^\W\d_]{2,20}\.[^\W\d_]{2,20}\.[^\W\d_]{2,20}(?![\w./])"),
    re.compile(r"@-?\d{1,2}\.\d{4,},-?\d{1,3}\.\d{4,}"),
)
"""A geo: URI (RFC 5870), a full plus code, three words of a grid, a map's own link."""


def network_addresses(text: str) -> Iterator[tuple[int, int]]:
    """Yield where an IP address stands that could be somebody's; a version number is none.

    >>> list(network_addresses("He posts from 203.0.113.77, not from 127.0.0.1, with version 1.2.3.4"))
    [(14, 26)]
    """
    for found in _FOUR.finditer(text):
        if _is_somebodys(found.group()) and not _is_version(
            text[max(0, found.start() - 40) : found.start()], found.group()
        ):
            yield found.span()
    for found in _SIX.finditer(text):
        if _is_somebodys(found.group()):
            yield found.span()


def _is_version(before: str, written: str) -> bool:
    # "Updated from 19.0.5.2": four small numbers are an address only where somebody says so.
    small = all(int(part) < 50 for part in written.split("."))
    return _VERSION.search(before) is not None or (small and not _ADDRESS.search(before))


def _is_somebodys(written: str) -> bool:
    try:
        address = ipaddress.ip_address(written)
    except ValueError:
        return False
    return written not in _EVERYBODYS and not any(address in network for network in _NOBODYS)


def exact_places(text: str) -> Iterator[tuple[int, int]]:
    """Yield where a place stands to within some ten metres: four decimals of a degree, or seconds of arc.

    >>> list(exact_places("at 52.51628, 13.37768"))
    [(3, 21)]
    >>> list(exact_places("lat and long, 51.5, -0.1, roughly"))
    []
    """
    for pattern in _CODED:
        yield from (found.span() for found in pattern.finditer(text))
    yield from (found.span() for found in _ANGLES.finditer(text))
    for found in _PAIR.finditer(text):
        north, east = float(found.group(1)), float(found.group(3))
        named = found.group(2) or found.group(4)
        # Two figures below 1 are shares or probabilities more often than the sea off Ghana.
        if abs(north) <= 90 and abs(east) <= 180 and (named or abs(north) > 1):
            yield found.span()
