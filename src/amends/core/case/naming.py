"""Whether words name something: a person, a product, a hashtag, as a whole word."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

LONGEST: Final = 80
"""Characters; nothing that people name together with somebody is longer."""


def plain(name: str) -> str:
    r"""Return a name as it is looked for: one gap between words, and nothing where no letter or digit is in it.

    >>> plain("  Larkspur \n Two "), plain("#"), plain("-")
    ('Larkspur Two', '', '')
    """
    name = " ".join(name.split())[:LONGEST].strip()
    return name if any(sign.isalnum() for sign in name) else ""


def names(name: str) -> Callable[[str], bool]:
    """Return what tells whether words name it: whole words in any case, or the same run together as a hashtag.

    >>> told = names("Larkspur Two")
    >>> [told(text) for text in ("The LARKSPUR  two", "#larkspurtwo, again", "Larkspur Twofold", "larkspurtwo")]
    [True, True, False, False]
    >>> names("#ad")("It is an ad"), names("#ad")("Lovely #Ad"), names("")("Anything")
    (False, True, False)
    """
    parts = plain(name).split()
    if not parts:
        return lambda _text: False
    spoken = r"\s+".join(re.escape(part) for part in parts)
    run_together = re.escape("".join(parts)) if parts[0][0] not in "#@" else spoken
    found = re.compile(rf"(?<!\w)(?:{spoken}|#{run_together})(?!\w)", re.IGNORECASE)
    return lambda text: found.search(text) is not None


def stretch(name: str) -> str:
    """Return the longest stretch of ASCII of a name, by which a store can look for it first.

    It is empty where there is none: then every text must be read.

    >>> stretch("Larkspur Two"), stretch("Müller"), stretch("茶")
    ('Larkspur', 'ller', '')
    """
    return max(re.findall(r"[\x21-\x7e]+", plain(name)), key=len, default="")


def short_name(with_whom: str) -> str:
    """Return the name in what she wrote of a connection: what stands before a comma, a bracket or a dash.

    >>> short_name("Larkspur, maker of the phone"), short_name("Dr. Ada Roe (my sister)"), short_name(" – ")
    ('Larkspur', 'Dr. Ada Roe', '')
    """
    return re.split(r"[,;(\[]|\s[–—-]\s", f" {with_whom} ", maxsplit=1)[0].strip(" –—-")
