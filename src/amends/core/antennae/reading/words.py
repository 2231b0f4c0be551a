"""From a raw post to the words its own author wrote: quotes stripped, links and names made plain."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST: Final = 4_000
"""Characters of a post that are read. A longer post says where it stands within these; reading a megabyte would
only let one writer hold up everybody else."""

_RAW: Final = 4 * LONGEST  # what is looked at before quotes are stripped: a long quote must not hide the answer

_INVISIBLE: Final = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff]"
)
_PILED: Final = re.compile(
    "([\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{3})[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+"
)

_QUOTED_LINE: Final = re.compile(r"^[ \t]{0,40}(?:>|&gt;)(?!:).*$", re.MULTILINE)
_WROTE: Final = re.compile(r"^On [^\n]{0,200}(?:\n[^\n]{0,200})?wrote:[ \t]*$", re.MULTILINE)
_RETWEET: Final = re.compile(r"(?<!\w)RT @\w{1,64}:.*", re.DOTALL)
_ORIGINAL: Final = re.compile(r"^-{3,8} ?Original Message ?-{3,8}.*", re.DOTALL | re.MULTILINE)

_FENCED: Final = re.compile(r"```.*?(?:```|\Z)", re.DOTALL)
_INLINE: Final = re.compile(r"`[^`\n]{1,200}`")
_LINK: Final = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_MAIL: Final = re.compile(r"[\w.+-]{1,64}@[\w-]{1,64}\.[\w.-]{1,64}")
_NAME: Final = re.compile(r"@(?<!\w@)[\w.-]{0,100}\w")  # the sign first: the engine then skips to it
_MARK: Final = re.compile(r"(?<!\d)(\d{1,3})(?:\.\d)?/(5|10|100)(?!\d)")
_FACES: Final = (
    (":)", " xsmile "),
    (":-)", " xsmile "),
    (";)", " xwink "),
    (":D", " xgrin "),
    (":(", " xfrown "),
    ("<3", " xheart "),
)
END: Final = b"|"
"""What closes each post in a run of tokens. No token can be it: of ASCII, words keep only letters and apostrophes."""

_BETWEEN: Final = 0xFF  # a byte that no UTF-8 text holds; it becomes `END`


def _plain_byte(code: int) -> int:
    """Return what stands for a byte of a post's text: lower case for letters, a space for what is no part of a word."""
    if code == _BETWEEN:
        return END[0]
    letter = chr(code)
    return code if code > 127 else ord(letter.lower()) if letter.isalpha() or letter in "!?'" else ord(" ")


_PLAIN: Final = bytes(map(_plain_byte, range(256)))
_SYMBOLS: Final = re.compile(r"[^\w\x00-\x7f]+")
_EMOJI: Final = re.compile("[\u2600-\u27bf\u2b50\u2b55\U0001f300-\U0001faff]")


def own_words(text: str) -> str:
    r"""Return what the author of a post wrote, in Unicode NFKC, without the voices quoted in it.

    Dropped: lines that begin with ``>`` (nested or not, HTML-escaped or not), ``On … wrote:`` lines, all that
    follows ``RT @name:`` or an ``Original Message`` rule, zero-width and bidirectional control characters, and
    combining marks piled more than three high. At most `LONGEST` characters are kept. Lone surrogates and NUL
    pass through.

    >>> own_words("I disagree.\n> this is theft\nSorry.")
    'I disagree.\n\nSorry.'
    >>> own_words("so true RT @anna: this is theft")
    'so true '
    """
    text = text[:_RAW]
    if not text.isascii():
        text = unicodedata.normalize("NFKC", _PILED.sub(r"\1", _INVISIBLE.sub("", text))).replace("’", "'")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if ">" in text or "&gt;" in text:
        text = _QUOTED_LINE.sub("", text)
    if "wrote:" in text:
        text = _WROTE.sub("", text)
    if "RT @" in text:
        text = _RETWEET.sub("", text)
    if "Original Message" in text:
        text = _ORIGINAL.sub("", text)
    return text[:LONGEST]


def tokens(own: str) -> list[str]:
    """Cut the words of `own_words` into case-folded tokens.

    Links become ``xlink``, code ``xcode``, names ``xuser``, small faces ``xsmile`` and the like, marks such as
    9/10 ``xhigh`` or ``xlow``; each ``!``, ``?`` and emoji is a token of its own.

    >>> tokens("Thanks @anna! 10/10 https://example.org")
    ['thanks', 'xuser', '!', 'xhigh', 'xlink']
    """
    return [token.decode() for token in token_run((own,))[:-1]]


def token_run(owns: Iterable[str]) -> list[bytes]:
    """Cut the words of many posts into one run: the tokens of each as `tokens` has them, in UTF-8, then `END`.

    All posts are cut as one text: what is done a batch costs next to nothing, what is done a post is most of reading.

    >>> token_run(["Thanks!", "", "@anna"])
    [b'thanks', b'!', b'|', b'|', b'xuser', b'|']
    """
    text = b" " + b"".join([_named(own).encode() + b" \xff " for own in owns])
    text = text.translate(_PLAIN).replace(b"!", b" ! ").replace(b"?", b" ? ")
    return text.replace(b" '", b" ").replace(b"' ", b" ").split()  # an apostrophe is kept inside a word only


def _named(own: str) -> str:
    """Put a word in the place of each thing that is not one; fold the case of a text that is not all ASCII."""
    if "`" in own:
        own = _INLINE.sub(" xcode ", _FENCED.sub(" xcode ", own))
    if "//" in own or "www." in own:
        own = _LINK.sub(" xlink ", own)
    if "@" in own:
        own = _NAME.sub(" xuser ", own)
        if "@" in own:
            own = _MAIL.sub(" xmail ", own)
    if "/" in own:
        own = _MARK.sub(_mark, own)
    if ":" in own or "<3" in own or ";)" in own:
        for face, name in _FACES:
            own = own.replace(face, name)
    return own if own.isascii() else _SYMBOLS.sub(_symbols, own.casefold())


def _symbols(found: re.Match[str]) -> str:
    return f" {' '.join(_EMOJI.findall(found[0]))} "


def _mark(found: re.Match[str]) -> str:
    return " xhigh " if int(found[1]) >= 0.7 * int(found[2]) else " xlow "


def phrases(words: list[str]) -> list[str]:
    """Return each word once and each pair of neighbours among these, as the dictionary of a reader knows them.

    >>> phrases(["not", "good"])
    ['not', 'good', 'not good']
    """
    once = list(dict.fromkeys(words))
    return once + [f"{a} {b}" for a, b in pairwise(once)]
