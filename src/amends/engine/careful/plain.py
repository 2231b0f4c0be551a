"""From a raw post to what the careful reader's network is shown, in training and ever after."""

from __future__ import annotations

import re
from typing import Final

from amends.core.antennae.reading.words import own_words

MOST_PIECES: Final = 160
"""Word pieces of a post that are read, with the two that mark its ends: some 700 characters."""

_CODE: Final = re.compile(r"```.*?(?:```|\Z)|`[^`\n]{1,200}`", re.DOTALL)
_LINK: Final = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_NAME: Final = re.compile(r"@(?<!\w@)[\w.-]{0,100}\w")
_MAIL: Final = re.compile(r"[\w.+-]{1,64}@[\w-]{1,64}\.[\w.-]{1,64}")


def plain(text: str) -> str:
    """Return the author's own words, with one word in the place of each link, name, address and piece of code.

    >>> plain("@anna look: https://example.org `x = 1`")
    '@user look: http  code '
    """
    own = _LINK.sub("http", _CODE.sub(" code ", own_words(text)))
    return _MAIL.sub("mail", _NAME.sub("@user", own))
