"""RSS, Atom and JSON Feed, read within bounds: what would unpack, nest or repeat without end is refused early.

A parser of our own and not one that mends what it meets: one that does takes minutes over a megabyte made for it. What
stands before the place where a document breaks is kept.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from xml.parsers import expat

from amends.connectors.json_values import NotJson, child, first_word, items_of, parse, word

if TYPE_CHECKING:
    from collections.abc import Iterator

LARGEST: Final = 2_000_000
"""Bytes of a feed."""

ENTRIES: Final = 200
"""Entries that are read of one document: feeds put the newest first."""

_DEPTH: Final = 40
_ELEMENTS: Final = 8_000
_ATTRIBUTES: Final = 40
_CHUNK: Final = 16_384
_TAG: Final = 65_536
"""Bytes of one tag: a parser looks again at all of it with each piece."""

_ATOM: Final = "http://www.w3.org/2005/Atom"
_THREAD: Final = "http://purl.org/syndication/thread/1.0"
_NESTED: Final = re.compile(rb"[\[{][\s\[{]{500}")
_TEXTS: Final = {
    "title": "title",
    "guid": "id",
    "id": "id",
    "pubDate": "published",
    "published": "published",
    "issued": "published",
    "date": "published",
    "updated": "updated",
    "modified": "updated",
    "description": "summary",
    "summary": "summary",
    "encoded": "content",
    "content": "content",
    "creator": "author",
}
"""What the elements of an entry hold, by their local names, over RSS, Dublin Core and Atom."""


_HOLDERS: Final = frozenset(("item", "entry", "author"))
_BLOCKS: Final = frozenset(("p", "div", "br", "li", "blockquote"))


class NoFeed(ValueError):
    """These bytes are no feed, or one that is not read; the message is a sentence."""


@dataclass(slots=True)
class Item:
    """One entry, as it stands in its feed: texts as they are written, HTML among them."""

    id: str = ""
    link: str = ""
    title: str = ""
    summary: str = ""
    content: str = ""
    published: str = ""
    updated: str = ""
    author: str = ""
    author_page: str = ""
    reply_to: str = ""


@dataclass(slots=True)
class Feed:
    """A document: its entries in order, a sentence where it breaks off, and where it says that its changes are told.

    ``hub`` is an address as WebSub has it, ``topic`` what the document calls itself there.
    """

    entries: list[Item] = field(default_factory=list)
    broken: str = ""
    hub: str = ""
    topic: str = ""


def read_feed(raw: bytes) -> Feed:
    """Read a feed of any of the three kinds. Raises `NoFeed`."""
    begin = raw[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    return _json_feed(raw) if begin.startswith(b"{") else _Xml().read(raw)


def _json_feed(raw: bytes) -> Feed:
    if _NESTED.search(raw) or raw.count(b"{") > _ELEMENTS:
        raise NoFeed("It nests or repeats more than any feed does.")
    try:
        document = child(parse(raw))
    except NotJson as error:
        raise NoFeed(str(error)) from None
    if "jsonfeed.org" not in word(document.get("version")) or not isinstance(document.get("items"), list):
        raise NoFeed("This is JSON, and no JSON Feed.")
    hubs = [child(each) for each in items_of(document.get("hubs"))]
    return Feed(
        [_json_entry(child(item), document) for item in items_of(document["items"])[:ENTRIES]],
        hub=next((word(each.get("url")) for each in hubs if word(each.get("type")).lower() == "websub"), ""),
        topic=word(document.get("feed_url")),
    )


def _json_entry(item: dict[str, object], document: dict[str, object]) -> Item:
    authors = next((found for each in (item, document) if (found := items_of(each.get("authors")))), [])
    author = child(authors[0]) if authors else child(item, "author") or child(document, "author")
    html, text = word(item.get("content_html")), word(item.get("content_text"))
    return Item(
        id=word(item.get("id")),
        link=first_word(item, "url", "external_url"),
        title=word(item.get("title")),
        summary=word(item.get("summary")),
        content=html or _escaped(text),
        published=word(item.get("date_published")),
        updated=word(item.get("date_modified")),
        author=word(author.get("name")),
        author_page=word(author.get("url")),
    )


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\n", "<br>")


class _Enough(Exception):
    """No more of the document is wanted."""


class _Xml:
    """Reads one document of RSS or Atom."""

    def __init__(self) -> None:
        self.feed = Feed()
        self._path: list[str] = []
        self._entry: Item | None = None
        self._text: list[str] = []
        self._elements = 0
        self._is_feed = False

    def read(self, raw: bytes) -> Feed:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.ordered_attributes = True
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.StartDoctypeDeclHandler = self._doctype
        try:
            for end, chunk in _chunks(raw):
                parser.Parse(chunk)
                if end - parser.CurrentByteIndex > _TAG:
                    raise NoFeed("It holds a tag larger than any feed does.")
            parser.Parse(b"", True)  # noqa: FBT003 - the signature is the library's
        except expat.ExpatError as error:
            if not self._is_feed:
                raise NoFeed("This is no feed.") from None
            self.feed.broken = f"The feed breaks in line {error.lineno}: what stood before it was read."
        except _Enough:
            pass
        except (LookupError, ValueError) as error:
            if isinstance(error, NoFeed):
                raise
            raise NoFeed("It is written in an encoding that cannot be read.") from None
        if not self._is_feed:
            raise NoFeed("This is no feed.")
        return self.feed

    def _doctype(self, _name: str, _system: str | None, _public: str | None, internal: int) -> None:
        # What a document declares for itself (entities above all) is what bombs are made of; no feed needs it.
        if internal:
            raise NoFeed("It declares entities of its own, as no feed does.")

    def _start(self, name: str, attributes: list[str]) -> None:
        self._elements += 1
        namespace, _, local = name.rpartition(" ")
        if not self._path:
            self._is_feed = local.lower() in ("rss", "feed", "rdf")
            if not self._is_feed:
                raise NoFeed("This is no feed.")
        if len(self._path) >= _DEPTH or self._elements > _ELEMENTS or len(attributes) > 2 * _ATTRIBUTES:
            raise NoFeed("It nests or repeats more than any feed does.")
        self._path.append(local)
        if local in ("item", "entry") and self._entry is None:
            self._entry = Item()
        elif self._entry is not None and len(self._path) <= 6:
            self._attributes(namespace, local, attributes)
        elif self._entry is None and local == "link" and namespace == _ATOM:
            self._of_feed(dict(zip(attributes[::2], attributes[1::2], strict=False)))
        if self._holds_fields(-2):
            self._text = []

    def _holds_fields(self, place: int) -> bool:
        """Tell whether the element at a place of the path is one whose children are read."""
        return len(self._path) >= -place and self._path[place] in _HOLDERS

    def _attributes(self, namespace: str, local: str, attributes: list[str]) -> None:
        entry = self._entry
        if entry is None or local not in ("link", "in-reply-to"):
            return
        told = dict(zip(attributes[::2], attributes[1::2], strict=False))
        if local == "link" and told.get("rel", "alternate") == "alternate" and not entry.link:
            entry.link = told.get("href", "")
        elif local == "in-reply-to" and namespace == _THREAD:
            entry.reply_to = told.get("href", "") or told.get("ref", "")

    def _of_feed(self, link: dict[str, str]) -> None:
        relations = link.get("rel", "").lower().split()
        if "hub" in relations:
            self.feed.hub = self.feed.hub or link.get("href", "")
        if "self" in relations:
            self.feed.topic = self.feed.topic or link.get("href", "")

    def _characters(self, text: str) -> None:
        if self._entry is not None:
            self._text.append(text)

    def _end(self, name: str) -> None:
        local = name.rpartition(" ")[2]
        self._path.pop()
        entry = self._entry
        if entry is None:
            return
        if local in ("item", "entry"):
            self.feed.entries.append(entry)
            self._entry = None
            if len(self.feed.entries) >= ENTRIES:
                raise _Enough
        elif self._holds_fields(-1):
            self._field(entry, local, "".join(self._text).strip())
        elif local in _BLOCKS:
            self._text.append("<br>")

    def _field(self, entry: Item, local: str, text: str) -> None:
        if self._path[-1] == "author":
            self._of_author(entry, local, text)
        elif local == "link":
            entry.link = entry.link or text
        elif local == "author":
            entry.author = entry.author or text
        elif local in _TEXTS and not getattr(entry, _TEXTS[local]):
            setattr(entry, _TEXTS[local], text)

    def _of_author(self, entry: Item, local: str, text: str) -> None:
        if local == "name":
            entry.author = text
        elif local in ("uri", "url"):
            entry.author_page = text


def _chunks(raw: bytes) -> Iterator[tuple[int, bytes]]:
    """Give a document piece by piece, each with the byte at which it ends."""
    for begin in range(0, len(raw), _CHUNK):
        chunk = raw[begin : begin + _CHUNK]
        yield begin + len(chunk), chunk
