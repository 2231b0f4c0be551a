"""HTML as the fediverse sends it, turned into the text its author wrote."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Final

HTML_CAP: Final = 1 << 20
"""Characters of HTML that a single post may have."""

_PARAGRAPHS: Final = frozenset(["p", "div", "blockquote", "pre", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6"])
_UNSEEN: Final = frozenset(["script", "style", "template", "head", "title"])
_SPACES: Final = re.compile(r"[ \t\r\f]*\n[ \t\r\f]*")


def text_of(html: str) -> tuple[str, tuple[str, ...]]:
    r"""Give the text of a post with its paragraphs and line breaks, and the links that are no mention or tag.

    A paragraph ends in an empty line, ``<br>`` in a line end; scripts and styles are dropped with what is in
    them. Raises ``ValueError`` for more than `HTML_CAP` characters.

    >>> text_of("<p>Hello<br>there</p><p>&lt;3</p>")
    ('Hello\nthere\n\n<3', ())
    """
    if len(html) > HTML_CAP:
        raise ValueError("Its text is longer than any post's.")
    if "<" not in html and "&" not in html:
        return html, ()
    page = _Page()
    page.feed(html)
    page.close()
    text = _SPACES.sub("\n", "".join(page.text))
    return re.sub(r"\n{3,}", "\n\n", text).strip(), tuple(dict.fromkeys(page.links))


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text: list[str] = []
        self.links: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self._unseen += 1
        elif tag in {"br", "li"}:
            self.text.append("\n")
        elif tag in _PARAGRAPHS:
            self.text.append("\n\n")
        elif tag == "a":
            self._link(dict(attrs))

    def _link(self, attributes: dict[str, str | None]) -> None:
        kinds = (attributes.get("class") or "").split()
        address = attributes.get("href") or ""
        if address.startswith(("http://", "https://")) and not {"mention", "hashtag"} & set(kinds):
            self.links.append(address)

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif tag in _PARAGRAPHS:
            self.text.append("\n\n")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.text.append(data)
