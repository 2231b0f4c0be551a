"""How a document is written: the bytes of a feed in whatever encoding, turned into UTF-8."""

from __future__ import annotations

import codecs
import re
from functools import cache
from typing import Final

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"<\0\0\0", "utf-32-le"),
    (b"\0\0\0<", "utf-32-be"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
)
"""How a document begins, by its mark or by how its first sign is written."""

_DECLARED: Final = re.compile(rb"""^\s*<\?xml[^>]{0,200}?\bencoding\s*=\s*["']([\w.:-]{1,40})["']""")
_SERVED: Final = re.compile(r"""charset\s*=\s*["']?([\w.:-]{1,40})""", re.IGNORECASE | re.ASCII)
_LETTERS: Final = re.compile(
    r"utf-8|ascii|iso8859-\d+|cp\d+|koi8-[rtu]|mac-\w+|big5\w*|euc_\w+|gb\w+|shift_jis\w*|johab|tis-620|hz|iso2022_\w+"
)
"""The encodings that are letters: Python knows others, which unpack, or take long over few bytes."""

_ONE_BYTE: Final = re.compile(r"iso8859-\d+|cp(?!9[345])\d+|koi8-[rtu]|mac-\w+|tis-620")
_WIDER: Final = {
    "ascii": "utf-8",
    "iso8859-1": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
}
"""What is declared, and what is written: the wider encoding that grew out of it, as browsers take it."""


def in_utf_8(raw: bytes, served_as: str = "") -> bytes:
    """Give a document in UTF-8: read as it begins, else as it declares, else as its server says (a ``Content-Type``).

    What is UTF-8 stays byte for byte. Raises ``LookupError`` for an encoding that is not read.
    """
    encoding = next((name for mark, name in _MARKS if raw.startswith(mark)), "")
    if not encoding and (declared := _DECLARED.search(raw[:400])) is not None:
        encoding = _read_as(declared[1].decode())
    elif not encoding and (served := _SERVED.search(served_as)) is not None:
        try:
            encoding = _read_as(served[1])
        except LookupError:
            encoding = ""  # the document itself says nothing, and most are UTF-8
    if encoding in ("", "utf-8"):
        return raw
    if _ONE_BYTE.fullmatch(encoding):
        raw = raw.translate(_defined(encoding))
    return raw.decode(encoding, "replace").lstrip("\ufeff").encode()


@cache
def _defined(encoding: str) -> bytes:
    """Give what stands for each byte: itself, or a question mark where the encoding has no letter for it."""
    every = ((each, bytes((each,)).decode(encoding, "replace")) for each in range(256))
    # Python takes a tenth of a second for a million bytes that are no letter, where this takes none.
    return bytes(ord("?") if letter == "\ufffd" else each for each, letter in every)


def _read_as(declared: str) -> str:
    name = codecs.lookup(declared).name
    # Whoever could read the declaration reads bytes: it is not one of two bytes a sign, whatever it says.
    encoding = "utf-8" if name.startswith("utf-") else _WIDER.get(name, name)
    if not _LETTERS.fullmatch(encoding):
        raise LookupError(encoding)
    return encoding
