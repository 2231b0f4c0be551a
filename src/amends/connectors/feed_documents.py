"""RSS, Atom and JSON Feed, read within bounds: what would unpack, nest or repeat without end is refused early.

A parser of our own and not one that mends what it meets: one that does takes minutes over a megabyte made for it. What
stands before the place where a document breaks is kept.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin
from xml.parsers import expat

from amends.connectors.feed_letters import in_utf_8
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
_OLDER_ATOM: Final = "http://purl.org/atom/ns#"
_THREAD: Final = "http://purl.org/syndication/thread/1.0"
_MODULES: Final = frozenset((
    "", "http://purl.org/dc/elements/1.1/", "http://purl.org/dc/terms/", "http://purl.org/rss/1.0/modules/content/",
    "http://www.w3.org/1999/xhtml", "http://www.itunes.com/dtds/podcast-1.0.dtd",
))  # fmt: skip
"""Namespaces whose elements say something of an entry beside those of its own; what others say has other meanings."""

_ABOUT: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns# about"
_BASE: Final = "http://www.w3.org/XML/1998/namespace base"
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
    "body": "content",
    "fullitem": "content",
    "creator": "author",
}
"""What the elements of an entry hold, by their local names, over RSS, Dublin Core and Atom."""


_CONSTRUCTS: Final = frozenset(("title", "summary", "content"))
"""Elements whose text Atom writes in one of three ways: as it is, as HTML, or as elements of their own."""

_BLOCKS: Final = frozenset(("p", "div", "br", "li", "blockquote"))
_UNSEEN: Final = frozenset(("script", "style"))


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


def read_feed(raw: bytes, served_as: str = "") -> Feed:
    """Read a feed of any of the three kinds, where ``served_as`` is its ``Content-Type``. Raises `NoFeed`."""
    try:
        raw = in_utf_8(raw, served_as)
    except LookupError:
        raise NoFeed("It is written in an encoding that cannot be read.") from None
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
        self._bases: list[str] = [""]
        self._entry: Item | None = None
        self._begun = 0
        self._own = ""
        self._text: list[str] = []
        self._escaped = False
        self._unseen = 0
        self._elements = 0
        self._is_feed = False

    def read(self, raw: bytes) -> Feed:
        parser = expat.ParserCreate("utf-8", namespace_separator=" ")
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
        told = dict(zip(attributes[::2], attributes[1::2], strict=False))
        self._path.append(local)
        self._bases.append(self._absolute(told[_BASE]) if _BASE in told else self._bases[-1])
        if self._entry is not None:
            self._within(self._entry, namespace, local, told)
        elif local in ("item", "entry"):
            self._entry, self._begun, self._own = Item(id=told.get(_ABOUT, "")), len(self._path), namespace
        elif local == "link" and namespace == _ATOM:
            self._of_feed(told)

    def _within(self, entry: Item, namespace: str, local: str, told: dict[str, str]) -> None:
        """Begin an element of an entry: one of its fields, or what stands in one."""
        if self._is_field():
            self._text, self._unseen = [], 0
            # RSS writes HTML and does not say so; Atom says how it writes.
            self._escaped = namespace in (_ATOM, _OLDER_ATOM) and local in _CONSTRUCTS and not _is_html(namespace, told)
            if namespace == _THREAD and local == "in-reply-to":
                entry.reply_to = told.get("href", "") or told.get("ref", "")
            elif namespace not in (self._own, _ATOM) and namespace.lower() not in _MODULES:
                self._path[-1] = ""
            elif local == "link" and told.get("rel", "alternate") == "alternate" and not entry.link:
                entry.link = self._absolute(told.get("href", ""))
        elif local in _UNSEEN:
            self._unseen += 1
        elif local == "a" and (address := told.get("href")):
            self._text.append(f'<a href="{escape(self._absolute(address))}">')

    def _is_field(self) -> bool:
        """Tell whether this element is a child of the entry, or of its author."""
        below = len(self._path) - self._begun
        return below == 1 or (below == 2 and self._path[-2] == "author")

    def _absolute(self, address: str) -> str:
        """Give an address as the elements around it say that addresses are meant."""
        try:
            return urljoin(self._bases[-1], address) if address else address
        except ValueError:
            return address

    def _of_feed(self, link: dict[str, str]) -> None:
        relations = link.get("rel", "").lower().split()
        if "hub" in relations:
            self.feed.hub = self.feed.hub or link.get("href", "")
        if "self" in relations:
            self.feed.topic = self.feed.topic or link.get("href", "")

    def _characters(self, text: str) -> None:
        if self._entry is not None and not self._unseen:
            self._text.append(escape(text, quote=False) if self._escaped else text)

    def _end(self, name: str) -> None:
        local = name.rpartition(" ")[2]
        if (entry := self._entry) is not None:
            if len(self._path) == self._begun:
                self.feed.entries.append(entry)
                self._entry = None
                if len(self.feed.entries) >= ENTRIES:
                    raise _Enough
            elif self._is_field():
                self._field(entry, self._path[-1], "".join(self._text).strip())
            elif local in _UNSEEN:
                self._unseen -= 1
            elif local in _BLOCKS:
                self._text.append("<br>")
        self._path.pop()
        self._bases.pop()

    def _field(self, entry: Item, local: str, text: str) -> None:
        if len(self._path) == self._begun + 2:
            self._of_author(entry, local, text)
            self._text = []
        elif local == "link":
            entry.link = entry.link or self._absolute(text)
        elif local == "author":
            entry.author = entry.author or text
        elif local in _TEXTS and text and not getattr(entry, _TEXTS[local]):
            setattr(entry, _TEXTS[local], text)

    def _of_author(self, entry: Item, local: str, text: str) -> None:
        if local == "name":
            entry.author = text
        elif local == "email":
            entry.author = entry.author or text
        elif local in ("uri", "url"):
            entry.author_page = text


def _is_html(namespace: str, told: dict[str, str]) -> bool:
    """Tell whether an element of Atom, or of what was before it, holds HTML that is written as text."""
    mode = told.get("mode", "escaped" if namespace == _ATOM else "xml")
    return told.get("type", "text") in ("html", "text/html") and mode == "escaped"


def _chunks(raw: bytes) -> Iterator[tuple[int, bytes]]:
    """Give a document piece by piece, each with the byte at which it ends."""
    for begin in range(0, len(raw), _CHUNK):
        chunk = raw[begin : begin + _CHUNK]
        yield begin + len(chunk), chunk
