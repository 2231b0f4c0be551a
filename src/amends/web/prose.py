"""What people wrote, made readable: Markdown to a small, harmless HTML, when a page is shown and never before.

The words themselves are stored as they were sent. There are two walls, each enough alone: raw HTML is never read as
HTML, and what Markdown makes of the words goes through a sanitizer with a short list of what may pass.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final
from urllib.parse import urlsplit

import nh3
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

LONGEST: Final = 65_536
"""Bytes of UTF-8 that are read as Markdown; what is longer is shown as plain words."""

DEEPEST: Final = 12
"""Quotes and lists within each other; what is deeper is shown as plain words: the sanitizer is quadratic in depth."""

BRACKETS: Final = 1_000
"""Opening brackets that are read as possible links; with more of them Markdown would take seconds."""

TAGS: Final = frozenset(
    {"p", "br", "em", "strong", "a", "blockquote", "ul", "ol", "li", "code", "pre", "hr"}
)  # fmt: skip
_REL: Final = "nofollow noopener ugc"
_BARE_LINK: Final = re.compile(r"https?://[^\s<>\"“”„]+", re.IGNORECASE)
_HOST: Final = re.compile(r"[\w.-]*\w[\w.-]*(:\d+)?|\[[0-9a-f:.]+\](:\d+)?", re.IGNORECASE)
_ENDS_A_SENTENCE: Final = ".,:;!?…'’*_"
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


def prose(words: str) -> SafeString:
    """Return words as HTML: paragraphs, emphasis, quotes, lists, code, and absolute http(s) links.

    Headings become bold paragraphs, so that a voice cannot rearrange the page's outline; pictures become links.
    Words that are longer than `LONGEST`, nest deeper than `DEEPEST` or hold more than `BRACKETS` brackets are
    shown plain, nothing left out. Never raises.

    >>> print(prose("I was *late*. <b>See</b> https://a.example/a."), end="")
    <p>I was <em>late</em>. &lt;b&gt;See&lt;/b&gt; <a href="https://a.example/a" rel="nofollow noopener ugc">https://a.example/a</a>.</p>
    """
    text = _SURROGATE.sub("\ufffd", words)
    if len(text.encode()) > LONGEST or text.count("[") > BRACKETS:
        return plain(text)
    markdown = _markdown()
    tokens = markdown.parse(text)
    if max((token.level for token in tokens), default=0) > 2 * DEEPEST:  # a list is two levels: itself and its item
        return plain(text)
    html = markdown.renderer.render([_flat(token) for token in tokens], markdown.options, {})
    return mark_safe(_clean(html))  # noqa: S308 - the sanitizer's own output


def plain(words: str) -> SafeString:
    """Return words as paragraphs and lines with nothing read into them.

    >>> print(plain("*one* <b>"), end="")
    <p>*one* &lt;b&gt;</p>
    """
    text = _SURROGATE.sub("\ufffd", words).replace("\x00", "\ufffd")
    paragraphs = (part.strip("\n") for part in re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n").replace("\r", "\n")))
    made = (f"<p>{escape(part).replace(chr(10), '<br>')}</p>\n" for part in paragraphs if part.strip())
    return mark_safe("".join(made))  # noqa: S308 - escaped, piece by piece


def _clean(html: str) -> str:
    return nh3.clean(
        html,
        tags=set(TAGS),
        clean_content_tags=set(),
        attributes={"*": set(), "a": {"href"}, "ol": {"start"}},
        url_schemes={"http", "https"},
        url_relative="deny",
        link_rel=_REL,
    )


@cache
def _markdown() -> MarkdownIt:
    made = MarkdownIt("commonmark", {"html": False, "breaks": True, "maxNesting": 8 * DEEPEST})
    # Raw HTML and pictures are never read. Entities, link definitions and indented code would show other words, or
    # none, where somebody wrote these; a line of dashes is a rule, and no heading.
    made.disable(["image", "html_block", "html_inline", "entity", "reference", "code", "lheading"])
    made.validateLink = _leads_out  # type: ignore[method-assign]  # the way its makers offer to narrow what a link may be
    made.core.ruler.push("bare_links", lambda state: _link_bare(state.tokens))
    return made


def _leads_out(url: str) -> bool:
    """Tell whether an address is absolute, on the web, and names a host; credentials in it are a disguise."""
    try:
        parts = urlsplit(url)
        return parts.scheme in {"http", "https"} and _HOST.fullmatch(parts.netloc) is not None
    except ValueError:
        return False


def _flat(token: Token) -> Token:
    """Turn a heading into a paragraph of bold words."""
    if token.type in {"heading_open", "heading_close"}:
        opens = token.type == "heading_open"
        token.type, token.tag = ("paragraph_open" if opens else "paragraph_close"), "p"
    elif token.type == "inline" and token.meta.get("heading"):
        token.children = [
            Token("strong_open", "strong", 1),
            *(token.children or []),
            Token("strong_close", "strong", -1),
        ]
    return token


def _link_bare(tokens: list[Token]) -> None:
    """Make links of the addresses that stand in the words as they are, and mark what headings say."""
    for before, token in zip([None, *tokens], tokens, strict=False):
        if token.type == "inline":
            token.meta["heading"] = before is not None and before.type == "heading_open"
            token.children = list(_with_links(token.children or []))


def _with_links(children: list[Token]) -> Iterator[Token]:
    inside = 0
    for child in children:
        inside += (child.type == "link_open") - (child.type == "link_close")
        if child.type == "text" and not inside and "://" in child.content:
            yield from _split(child.content)
        else:
            yield child


def _split(text: str) -> Iterator[Token]:
    at = 0
    for found in _BARE_LINK.finditer(text):
        url = found.group().rstrip(_ENDS_A_SENTENCE)
        if url.endswith(")") and "(" not in url:
            url = url.rstrip(")").rstrip(_ENDS_A_SENTENCE)
        if not _leads_out(url):
            continue
        yield Token("text", "", 0, content=text[at : found.start()])
        yield Token("link_open", "a", 1, attrs={"href": url})
        yield Token("text", "", 0, content=url)
        yield Token("link_close", "a", -1)
        at = found.start() + len(url)
    yield Token("text", "", 0, content=text[at:])
