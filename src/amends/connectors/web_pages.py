"""A page of the web, read within bounds: where it links to, and what it marks as its entry (microformats, h-entry).

A page is read by its tags, from front to back, and no tree is built of it: one made to cost much costs little.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import urljoin

from amends.connectors.markup import text_of, without_comments

if TYPE_CHECKING:
    from collections.abc import Iterator

LARGEST: Final = 1_000_000
"""Bytes of a page that are read."""

TAGS: Final = 10_000
"""Tags of a page that are read."""

_ENTRY: Final = 60_000
"""Signs of HTML within an entry."""

_ATTRIBUTES: Final = 30
_VOID: Final = frozenset(("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"))
_UNSEEN: Final = frozenset(("script", "style", "template", "noscript", "textarea", "title"))
_TAG: Final = re.compile(
    r"""<(/?)([A-Za-z][A-Za-z0-9-]{0,30})(?=[\s/>])((?:[^<>"']++|"[^"]{0,4000}+"|'[^']{0,4000}+')*+)>"""
)
_ATTRIBUTE: Final = re.compile(r"""([\w:-]{1,40})(?:\s{0,9}=\s{0,9}(?:"([^"]*)"|'([^']*)'|([^\s"'<>]+)))?""")
_LINKS: Final = ("a", "link", "area")
_POINTS: Final = {"a": "href", "link": "href", "area": "href", "img": "src", "video": "src", "audio": "src"}


class Tag(NamedTuple):
    """One tag: where it begins and ends in the document, and what it says."""

    begin: int
    end: int
    closes: bool
    name: str
    attributes: dict[str, str]

    @property
    def classes(self) -> list[str]:
        """The names of its class."""
        return self.attributes.get("class", "").split()

    @property
    def rels(self) -> list[str]:
        """What it says that it leads to."""
        return self.attributes.get("rel", "").lower().split()


@dataclass(frozen=True, slots=True)
class Marked:
    """What a page marks as its entry; whatever it does not mark is empty."""

    text: str = ""
    name: str = ""
    published: str = ""
    author: str = ""
    author_page: str = ""
    reply_to: str = ""


class Page:
    """One page. ``address`` is where it was in the end, ``html`` what stood there."""

    def __init__(self, html: str, address: str) -> None:
        self._html = without_comments(html[:LARGEST])
        self.address = address
        self.tags = list(_tags(self._html))

    def links(self) -> set[str]:
        """Give everything that the page points to, as whole addresses."""
        base = self._base()
        found = (tag.attributes.get(_POINTS.get(tag.name, ""), "") for tag in self.tags if not tag.closes)
        return {_joined(base, each) for each in found if each}

    def leads_to(self, rel: str) -> str | None:
        """Give where the first link with this relation leads to, or None where there is none."""
        for tag in self.tags:
            if not tag.closes and tag.name in ("a", "link") and rel in tag.rels and "href" in tag.attributes:
                return _joined(self._base(), tag.attributes["href"])
        return None

    def all_led_to(self, rel: str) -> set[str]:
        """Give every place that a link with this relation leads to, as whole addresses."""
        base = self._base()
        links = (tag for tag in self.tags if not tag.closes and tag.name in _LINKS and rel in tag.rels)
        return {_joined(base, found) for tag in links if (found := tag.attributes.get("href", ""))}

    def entry(self) -> Marked:
        """Read the first entry that the page marks; an empty one where it marks none."""
        begin = self._first("h-entry", 0, len(self.tags))
        if begin is None:
            return Marked()
        end = self._closing(begin)
        # What is quoted within an entry (its own h-cite) is not what its author says.
        told = (self._first(name, begin, end) for name in ("p-author", "u-author", "author"))
        author = next((at for at in told if at is not None), None)
        published = self._first("dt-published", begin, end)
        reply = self._first("u-in-reply-to", begin, end)
        return Marked(
            text=self._text(begin, end, "e-content") or self._text(begin, end, "p-content", "p-summary"),
            name=self._text(begin, end, "p-name"),
            published="" if published is None else self._time(published),
            author="" if author is None else self._inner(author)[:200],
            author_page="" if author is None else self._page_of(author),
            reply_to="" if reply is None else _joined(self._base(), self.tags[reply].attributes.get("href", "")),
        )

    def _base(self) -> str:
        base = next((tag.attributes.get("href", "") for tag in self.tags[:200] if tag.name == "base"), "")
        return _joined(self.address, base) if base else self.address

    def _first(self, name: str, begin: int, end: int) -> int | None:
        return next((at for at in range(begin, end) if name in self.tags[at].classes), None)

    def _closing(self, at: int) -> int:
        """Find the tag that closes the one at a place; the end of the page where none does."""
        name, depth = self.tags[at].name, 0
        if name in _VOID:
            return at
        for place in range(at, len(self.tags)):
            if self.tags[place].name == name:
                depth += -1 if self.tags[place].closes else 1
                if depth == 0:
                    return place
        return len(self.tags)

    def _inner(self, at: int) -> str:
        closing = self._closing(at)
        end = self.tags[closing].begin if closing < len(self.tags) else len(self._html)
        return text_of(self._html[self.tags[at].end : end][:_ENTRY])[0] if closing != at else ""

    def _text(self, begin: int, end: int, *names: str) -> str:
        places = (self._first(name, begin, end) for name in names)
        return next((text for at in places if at is not None and (text := self._inner(at))), "")

    def _time(self, at: int) -> str:
        return self.tags[at].attributes.get("datetime") or self._inner(at)

    def _page_of(self, at: int) -> str:
        for tag in self.tags[at : max(self._closing(at), at + 1)]:
            if tag.name == "a" and tag.attributes.get("href"):
                return _joined(self._base(), tag.attributes["href"])
        return ""


def _tags(html: str) -> Iterator[Tag]:
    unseen, number = "", 0
    for found in _TAG.finditer(html):
        name, closes = found[2].lower(), bool(found[1])
        if unseen:
            unseen = "" if closes and name == unseen else unseen
            continue
        number += 1
        if number > TAGS:
            return
        yield Tag(found.start(), found.end(), closes, name, {} if closes else _attributes(found[3]))
        unseen = name if name in _UNSEEN and not closes else ""


def _attributes(text: str) -> dict[str, str]:
    told: dict[str, str] = {}
    for number, found in enumerate(_ATTRIBUTE.finditer(text)):
        if number >= _ATTRIBUTES:
            break
        told.setdefault(found[1].lower(), unescape(found[2] or found[3] or found[4] or ""))
    return told


def _joined(base: str, address: str) -> str:
    address = address.strip()
    if address.startswith(("https://", "http://")):
        return address
    try:
        return urljoin(base, address)
    except ValueError:
        return ""
