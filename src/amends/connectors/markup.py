"""HTML as the fediverse sends it, turned into the text its author wrote."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

HTML_CAP: Final = 1 << 20
"""Characters of HTML that a single post may have."""

_PARAGRAPHS: Final = frozenset(("p", "div", "blockquote", "pre", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6"))
_LINES: Final = frozenset(("br", "li"))
_UNSEEN: Final = frozenset(("script", "style", "template", "title", "noscript", "iframe", "textarea"))
# No tag reaches over a "<": every attempt ends there, so that hostile markup costs linear time.
_TAG: Final = re.compile(r"""<(/?)([A-Za-z][A-Za-z0-9]*)((?:[^<>"']++|"[^"<]*+"|'[^'<]*+')*+)>""")
_HREF: Final = re.compile(r"""(?:^|\s)href\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
_CLASS: Final = re.compile(r"""(?:^|\s)class\s*=\s*["']([^"']*)["']""", re.IGNORECASE)
_SPACES: Final = re.compile(r"[ \t\r\f]*+\n[ \t\r\f]*+")
_EMPTY_LINES: Final = re.compile(r"\n{3,}")


def text_of(html: str) -> tuple[str, tuple[str, ...]]:
    r"""Give the text of a post with its paragraphs and line breaks, and the links that are no mention or tag.

    A paragraph ends in an empty line, ``<br>`` in a line end; scripts and styles are dropped with what is in
    them; what is no tag stays as it is written. The text may hold any character, ``<`` too: it is text, and a
    page that shows it escapes it. Raises ``ValueError`` for more than `HTML_CAP` characters.

    >>> text_of("<p>Hello<br>there</p><p>&lt;3</p>")
    ('Hello\nthere\n\n<3', ())
    """
    if len(html) > HTML_CAP:
        raise ValueError("Its text is longer than any post's.")
    if "<" not in html and "&" not in html:
        return html, ()
    links: dict[str, None] = {}
    text = "".join(_pieces(without_comments(html), links))
    return _EMPTY_LINES.sub("\n\n", _SPACES.sub("\n", text)).strip(), tuple(links)


def _pieces(html: str, links: dict[str, None]) -> Iterator[str]:
    unseen = ""
    at = 0
    for tag in _TAG.finditer(html):
        if not unseen:
            yield unescape(html[at : tag.start()])
        at = tag.end()
        closing, name = tag[1], tag[2].lower()
        if unseen:
            unseen = "" if closing and name == unseen else unseen
        elif name in _UNSEEN:
            unseen = "" if closing else name
        elif name in _PARAGRAPHS:
            yield "\n\n"
        elif name in _LINES and not closing:
            yield "\n"
        elif name == "a" and not closing:
            _keep_link(tag[3], links)
    if not unseen:
        yield unescape(html[at:])


def _keep_link(attributes: str, links: dict[str, None]) -> None:
    found = _HREF.search(attributes)
    kinds = _CLASS.search(attributes)
    if found is None or (kinds is not None and not {"mention", "hashtag"}.isdisjoint(kinds[1].split())):
        return
    address = unescape(found[1] or found[2] or found[3] or "")
    if address.startswith(("http://", "https://")):
        links[address] = None


def without_comments(html: str) -> str:
    """Give a document without its comments and declarations; one that is not closed reaches to the end."""
    if "<!" not in html:
        return html
    kept, at = [], 0
    while (begin := html.find("<!", at)) >= 0:
        mark = "-->" if html.startswith("<!--", begin) else ">"
        kept.append(html[at:begin])
        end = html.find(mark, begin)
        if end < 0:
            return "".join(kept)
        at = end + len(mark)
    return "".join((*kept, html[at:]))
