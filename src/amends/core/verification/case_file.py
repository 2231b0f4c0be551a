"""Read a case as it was handed out, strictly: what could be read in two ways is not read at all."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from amends.core.ledger import note
from amends.core.ledger.audit import Opening
from amends.core.ledger.entry import LARGEST
from amends.core.ledger.tree import Refused, quoted
from amends.core.verification.report import UNREADABLE, Finding

SCHEMA: Final = "amends/case/1"

_KEYS: Final = frozenset(
    {"schema", "case", "origin", "key", "checkpoint", "bodies", "openings", "electorates", "story"}
)
_NUMBER: Final = re.compile(r"0|[1-9][0-9]{0,15}")
_SALT: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class CaseFile:
    """What a file says of a case; nothing in it is believed yet. ``key`` is nothing where it cannot be read."""

    case: int
    origin: str
    key: note.VerifierKey | None
    checkpoint: str
    bodies: Sequence[bytes]
    openings: Mapping[int, Opening]
    electorates: Mapping[int, tuple[str, ...]]
    story: object


@dataclass(slots=True)
class _Reader:
    """Reads part after part and keeps what it could not read."""

    document: Mapping[str, Any]
    findings: list[Finding] = field(default_factory=list)

    def wrong(self, where: str, says: str) -> None:
        self.findings.append(Finding("file", where, says))

    def text(self, name: str) -> str:
        found = self.document.get(name)
        if isinstance(found, str):
            return found
        self.wrong(name, f"“{name}” is not a text.")
        return ""

    def number(self) -> int:
        found = self.document.get("case")
        if type(found) is int and 1 <= found <= LARGEST:
            return found
        self.wrong("case", "“case” is not the number of a case.")
        return 0

    def mapping(self, name: str) -> Mapping[str, Any]:
        found = self.document.get(name)
        if isinstance(found, dict):
            return found
        self.wrong(name, f"“{name}” is not an object.")
        return {}

    def numbered(self, name: str) -> dict[int, Any]:
        """Read an object whose names are whole numbers, each written in the one plain way."""
        read = {}
        for key, value in self.mapping(name).items():
            if _NUMBER.fullmatch(key):
                read[int(key)] = value
            else:
                self.wrong(name, f"{quoted(key)} is not a number in plain digits.")
        return read

    def key(self) -> note.VerifierKey | None:
        found = self.text("key")
        try:
            return note.read_key(found) if found else None
        except Refused as refused:
            self.wrong("key", str(refused))
            return None

    def bodies(self) -> list[bytes]:
        found = self.document.get("bodies")
        if not isinstance(found, list):
            self.wrong("bodies", "“bodies” is not a list of the entries of the log.")
            return []
        return [self._body(index, each) for index, each in enumerate(found)]

    def _body(self, index: int, found: object) -> bytes:
        try:
            if isinstance(found, str):
                return found.encode()
            says = "The entry is not a text."
        except UnicodeEncodeError:
            says = "The entry holds half a character."
        self.wrong(f"entry {index} of the log", says)
        return b""

    def opening(self, index: int, found: object) -> Opening | None:
        if isinstance(found, dict) and found.keys() == {"salt", "content"}:
            salt, content = found["salt"], found["content"]
            if isinstance(salt, str) and _SALT.fullmatch(salt) and isinstance(content, dict):
                return Opening(bytes.fromhex(salt), content)
        self.wrong(f"openings, entry {index}", "An opening is a salt of 64 hex digits and a content, and nothing else.")
        return None

    def electorate(self, choice: int, found: object) -> tuple[str, ...] | None:
        if isinstance(found, list) and all(isinstance(each, str) for each in found):
            if list(found) == sorted(found):
                return tuple(found)
            self.wrong(f"electorates, choice {choice}", "The list is not in rising order.")
        else:
            self.wrong(f"electorates, choice {choice}", "The list of who may bind is not a list of pseudonyms.")
        return None


def read(document: object) -> tuple[CaseFile | None, tuple[Finding, ...]]:
    """Read a document as JSON gives it; what cannot be read is named, and the rest is read all the same.

    Nothing comes back where it is no case file of this version.

    >>> read([])[1][0].says
    'This is no case file: it is not an object with “schema”: “amends/case/1”.'
    """
    if not isinstance(document, dict) or document.get("schema") != SCHEMA:
        says = f"This is no case file: it is not an object with “schema”: “{SCHEMA}”."
        return None, (Finding(UNREADABLE, "file", says),)
    reader = _Reader(document)
    for name in sorted(map(str, document.keys() - _KEYS)):
        reader.wrong("file", f"It holds {quoted(name)}, which no case file has.")
    openings = {index: reader.opening(index, found) for index, found in reader.numbered("openings").items()}
    lists = {choice: reader.electorate(choice, found) for choice, found in reader.numbered("electorates").items()}
    file = CaseFile(
        case=reader.number(),
        origin=reader.text("origin"),
        key=reader.key(),
        checkpoint=reader.text("checkpoint"),
        bodies=reader.bodies(),
        openings={index: opening for index, opening in openings.items() if opening is not None},
        electorates={choice: members for choice, members in lists.items() if members is not None},
        story=reader.mapping("story"),
    )
    return file, tuple(reader.findings)
