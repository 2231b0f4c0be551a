"""Which e-mail addresses we can send a one-line code to.

A subset of RFC 5321 and RFC 5322, on purpose: a local part that is a dot-atom of ASCII (no quotes, no comments, at most
64 octets), and a domain of at least two labels of letters, digits and hyphens, each at most 63 octets once written in
ASCII (RFC 5890), the last one not all digits. Left out although some standard allows it: quoted local parts,
``user@[192.0.2.1]``, ``user@localhost`` (RFC 7085 advises against dotless domains), letters beyond ASCII before the @
(RFC 6531: few servers take them). Gaps around the address are not forgiven here; the form trims them.
"""

from __future__ import annotations

import re
from typing import Final

LONGEST: Final = 254
"""Characters of an address: a path has 256 octets, two of them angle brackets (RFC 5321, 4.5.3.1.3)."""

_LOCAL: Final = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?")


def can_receive(address: str) -> bool:
    """Tell whether mail could reach this address, as far as its form says.

    >>> can_receive("ines+floor@example.org"), can_receive("jo@bücher.example"), can_receive("ines@localhost")
    (True, True, False)
    """
    local, at, domain = address.rpartition("@")
    if not at or len(address) > LONGEST or len(local) > 64 or not _LOCAL.fullmatch(local):
        return False
    labels = [_in_ascii(label) for label in domain.split(".")]
    written = ".".join(labels)
    return (
        len(labels) >= 2
        and len(local) + 1 + len(written) <= LONGEST
        and all(_LABEL.fullmatch(label) for label in labels)
        and not labels[-1].isdecimal()
    )


def _in_ascii(label: str) -> str:
    """Write a label as a name server knows it, or as nothing where that cannot be done."""
    if label.isascii():
        return label
    try:
        return label.encode("idna").decode("ascii")
    except UnicodeError:
        return ""
