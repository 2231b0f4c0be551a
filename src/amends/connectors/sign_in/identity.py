"""Whose account a handle of the AT protocol is: handle to DID and back, and where that account lives.

A handle is a claim until its account says the same (https://atproto.com/specs/handle): the name leads to a DID by a TXT
record or a file of its host, and the DID's document must name the handle. All that is asked goes through the door.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from amends.connectors.addresses import NotAsked
from amends.connectors.bluesky_history import named
from amends.connectors.json_values import child, items_of, word
from amends.connectors.sign_in.name_records import NoRecords, texts_of
from amends.connectors.sign_in.trouble import NotSignedIn, Trouble

if TYPE_CHECKING:
    from amends.connectors.door import Door

DIRECTORY: Final = "https://plc.directory"
"""Where DIDs of the method ``plc`` are looked up."""

_SMALL: Final = 65_536
"""Bytes of a document of an account; of what a handle says of itself a hundredth part is enough."""

_WEB: Final = re.compile(r"did:web:([a-z0-9.-]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Directories:
    """Where identities are looked up: the directory of ``plc``, and the name server (nothing: the machine's own)."""

    plc: str = DIRECTORY
    names: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Identity:
    """An account: its DID, the handle that holds both ways (or nothing), and where its personal data server is."""

    did: str
    handle: str
    server: str


async def identity_of(door: Door, text: str, where: Directories) -> Identity:
    """Find the account that a handle, a DID or the address of a profile names. Raises `NotSignedIn`."""
    name = named(text)
    if not name:
        raise NotSignedIn(Trouble.NO_NAME, name=text.strip()[:100])
    if name.startswith("did:"):
        document = await _document(door, name, where)
        handle = _handle(document)
        held = bool(handle) and await _did_of(door, handle, where) == name
        return Identity(name, handle if held else "", _server(document))
    did = await _did_of(door, name, where)
    if not did:
        raise NotSignedIn(Trouble.UNKNOWN, name=name)
    document = await _document(door, did, where)
    if _handle(document) != name:
        raise NotSignedIn(Trouble.NOT_BOTH_WAYS, name=name)
    return Identity(did, name, _server(document))


async def _did_of(door: Door, handle: str, where: Directories) -> str:
    """Return the DID a handle leads to, or nothing; its host is asked only where the name itself says nothing."""
    return await _by_name(handle, where) or await _by_file(door, handle)


async def _by_name(handle: str, where: Directories) -> str:
    try:
        texts = await texts_of(f"_atproto.{handle}", where.names)
    except NoRecords:
        return ""
    said = {text.removeprefix("did=").strip() for text in texts if text.startswith("did=")}
    # Two that differ are no answer at all, as the specification has it.
    return _did(said.pop()) if len(said) == 1 else ""


async def _by_file(door: Door, handle: str) -> str:
    try:
        answer = await door.ask(f"https://{handle}/.well-known/atproto-did", most=_SMALL // 100, patience=6.0)
    except OSError:
        return ""
    return _did(answer.body.decode("ascii", "replace").strip()) if answer.status == 200 else ""


def _did(text: str) -> str:
    return text if named(text) == text and text.startswith("did:") else ""


async def _document(door: Door, did: str, where: Directories) -> dict[str, object]:
    """Fetch the document of a DID, which must be its own."""
    if did.startswith("did:plc:"):
        address = f"{where.plc}/{did}"
    elif found := _WEB.fullmatch(did):
        address = f"https://{found[1]}/.well-known/did.json"
    else:
        raise NotSignedIn(Trouble.UNKNOWN, name=did)
    place = str(urlsplit(address).hostname)
    try:
        answer = await door.ask(address, headers={"Accept": "application/json"}, most=_SMALL)
        document = child(answer.json()) if answer.status == 200 else {}
    except NotAsked:
        raise NotSignedIn(Trouble.UNKNOWN, name=did) from None
    except OSError:
        raise NotSignedIn(Trouble.NO_ANSWER, place=place) from None
    if answer.status in (404, 410):
        raise NotSignedIn(Trouble.UNKNOWN, name=did)
    if document.get("id") != did:
        raise NotSignedIn(Trouble.NO_ANSWER, place=place)
    return document


def _handle(document: dict[str, object]) -> str:
    """Return the first handle that a document names: only that one is the account's."""
    said = [word(each) for each in items_of(document.get("alsoKnownAs"))]
    first = next((each.removeprefix("at://") for each in said if each.startswith("at://")), "")
    return named(first) if not first.startswith("did:") else ""


def _server(document: dict[str, object]) -> str:
    for each in map(child, items_of(document.get("service"))):
        if word(each.get("id")).endswith("#atproto_pds") and each.get("type") == "AtprotoPersonalDataServer":
            return origin_of(word(each.get("serviceEndpoint")))
    raise NotSignedIn(Trouble.UNKNOWN, name=word(document.get("id")))


def origin_of(address: str) -> str:
    """Return an address without path, query and a closing slash. Raises `NotSignedIn` for what is more than that."""
    try:
        parts = urlsplit(address)
        bare = not (parts.path.strip("/") or parts.query or parts.fragment or parts.username) and parts.hostname
    except ValueError:
        bare = ""
    if not bare:
        raise NotSignedIn(Trouble.UNFIT, place=address[:100])
    return f"{parts.scheme}://{parts.netloc}"
