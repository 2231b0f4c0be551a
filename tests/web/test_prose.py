"""Whatever is written, it is shown as written, and nothing of it runs, loads or leads anywhere but to the web."""

from __future__ import annotations

import json
import re
from html import unescape
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from django.utils.safestring import SafeString
from hypothesis import given
from hypothesis import strategies as st

from amends.web import prose as module
from amends.web.prose import DEEPEST, LONGEST, TAGS, plain, prose

ATTRIBUTES = {"a": {"href", "rel"}, "ol": {"start"}}


class Reader(HTMLParser):
    """Reads HTML as a browser would, and notes what has no place in it."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.wrong, self.links, self.text, self.open = [], [], [], []

    def handle_starttag(self, tag, attrs):
        names = [name for name, _ in attrs]
        if tag not in TAGS:
            self.wrong.append(f"<{tag}>")
        self.wrong += [f"{tag}.{name}" for name in names if name not in ATTRIBUTES.get(tag, set())]
        if tag == "a":
            given = dict(attrs)
            self.links.append(given.get("href"))
            if given.get("rel") != "nofollow noopener ugc":
                self.wrong.append(f"rel={given.get('rel')}")
        if tag not in {"br", "hr"}:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"</{tag}>")

    def handle_comment(self, _):
        self.wrong.append("<!--")

    def handle_decl(self, _):
        self.wrong.append("<!")

    def unknown_decl(self, _):
        self.wrong.append("<![")

    def handle_pi(self, _):
        self.wrong.append("<?")

    def handle_data(self, data):
        self.text.append(data)


def read(html):
    reader = Reader()
    reader.feed(html)
    reader.close()
    return reader


def harmless(html):
    seen = read(html)
    assert seen.wrong == []
    assert seen.open == []
    for link in seen.links:
        parts = urlsplit(link)
        assert parts.scheme in {"http", "https"}
        assert parts.hostname
        assert "@" not in parts.netloc
    return seen


@pytest.mark.parametrize(
    ("words", "html"),
    [
        ("I was *late*, **six hours**.", "<p>I was <em>late</em>, <strong>six hours</strong>.</p>\n"),
        ("one\ntwo\n\nthree", "<p>one<br>\ntwo</p>\n<p>three</p>\n"),
        ("# The phone\n\nIt is.", "<p><strong>The phone</strong></p>\n<p>It is.</p>\n"),
        ("> You sold us.\n\nI did.", "<blockquote>\n<p>You sold us.</p>\n</blockquote>\n<p>I did.</p>\n"),
        ("- one\n- two", "<ul>\n<li>one</li>\n<li>two</li>\n</ul>\n"),
        ("3. one\n4. two", '<ol start="3">\n<li>one</li>\n<li>two</li>\n</ol>\n'),
        ("<b>bold</b>", "<p>&lt;b&gt;bold&lt;/b&gt;</p>\n"),
        ("    indented, no code", "<p>indented, no code</p>\n"),
        ("", ""),
    ],
)
def test_markdown_becomes_a_little_html(words, html):
    assert prose(words) == html
    assert isinstance(prose(words), SafeString)


@pytest.mark.parametrize(
    "words",
    [
        "[a](https://a.example/x)",
        "<https://a.example/x>",
        "https://a.example/x",
        "(https://a.example/x).",
        "**https://a.example/x**, and",
        "![a picture](https://a.example/x)",
    ],
)
def test_an_address_on_the_web_is_a_link(words):
    assert harmless(prose(words)).links == ["https://a.example/x"]


@pytest.mark.parametrize(
    "words",
    [
        "[a](javascript:alert(1))",
        "[a](JaVaScRiPt:alert(1))",
        "[a](data:text/html,x)",
        "[a](/desk)",
        "[a](//a.example)",
        "[a](https:///path)",
        "[a](https://you@a.example)",
        "[a](ftp://a.example)",
        "https://you:me@a.example",
        "<you@a.example>",
        "[a](#part)",
        "http://;URL=javascript:alert(1)",
        "https://<script>",
    ],
)
def test_nothing_else_is_a_link_and_it_stands_as_written(words):
    seen = harmless(prose(words))
    assert seen.links == []
    assert "".join(seen.text).strip() == words


@pytest.mark.parametrize("words", ["&lt;b&gt; &amp; &#106;", "[a]: https://a.example", "a &copy; b", "~~gone~~"])
def test_no_word_is_turned_into_another_or_into_nothing(words):
    assert "".join(read(prose(words)).text).strip() == words


def test_a_picture_is_never_loaded():
    assert "<img" not in prose("![x](https://a.example/x.png) <img src=https://a.example/x.png>")


def test_deep_nesting_is_shown_plain_and_whole():
    shallow = "> " * (DEEPEST - 1) + "deep"
    assert "<blockquote>" in prose(shallow)
    deep = "> " * 5_000 + "deep"
    assert prose(deep) == plain(deep)
    assert "".join(read(prose(deep)).text).strip() == deep
    nested = "\n".join("  " * level + "- a" for level in range(200))
    assert prose(nested) == plain(nested)


def test_what_is_too_long_is_shown_plain_and_whole():
    assert "<em>" in prose("*a* " * 10_000)
    long = "*a* " * (LONGEST // 4) + "b"
    assert "".join(read(prose(long)).text).strip() == long
    assert "<em>" not in prose(long)


def test_too_many_brackets_are_shown_plain_and_whole():
    assert "<em>" in prose("[" * 1_000 + " *a*")
    many = "[" * 1_001 + " *a*"
    assert prose(many) == plain(many)


HEAVY = {
    "brackets": "[" * LONGEST,
    "pictures": "![" * (LONGEST // 2),
    "pairs": "[" * 30_000 + "]" * 30_000,
    "stars": "*a **b " * 9_000,
    "quotes": ">" * LONGEST,
    "ticks": "".join("`" * (step % 300 + 1) + " " for step in range(400)),
    "lists": "- - - a\n" * 8_000,
    "less": "<" * LONGEST,
    "marks": "e" + "\u0301" * 30_000,
    "lines": "\n" * LONGEST,
    "word": "a" * LONGEST,
    "links": "https://a.example/ " * 3_000,
}


@pytest.mark.parametrize("words", HEAVY.values(), ids=HEAVY)
def test_no_text_takes_long(words, soon):
    with soon(3):  # the slowest takes half a second where nothing else runs
        harmless(prose(words))


@given(st.text(st.characters()))
def test_any_text_is_shown_harmless(words):
    harmless(prose(words))


@given(st.text(st.sampled_from("<>&\"'`*_[]()!#>-+1. \n\t\\/:=ahttpsx\x00\ud800{}|~")))
def test_any_mark_up_is_shown_harmless(words):
    harmless(prose(words))


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")))
def test_plain_words_lose_nothing_but_spacing(words):
    def squeezed(text):
        return "".join(text.split())

    assert squeezed("".join(read(plain(words)).text)) == squeezed(words)
    assert squeezed(unescape(re.sub("<[^>]*>", "", plain(words)))) == squeezed(words)


def payloads(shared_data):
    for name in ("xss_strings", "dompurify", "blns"):
        for line in (shared_data / "badinput" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
            given_row = json.loads(line)
            text = given_row.get("text") or given_row.get("payload") or ""
            if isinstance(text, str) and text.strip():
                yield text


@pytest.mark.shared_data
def test_known_hostile_strings_are_shown_and_do_nothing(shared_data):
    many = list(payloads(shared_data))
    assert len(many) > 2_800
    for text in many:
        harmless(prose(text))
        harmless(prose(f"> - *a* {text}"))


@pytest.mark.shared_data
def test_each_wall_is_enough_alone(shared_data):
    """Fed straight to the sanitizer, as if Markdown had let it all through, the same strings do nothing either."""
    for text in payloads(shared_data):
        seen = read(module._clean(text.encode(errors="replace").decode()))
        assert seen.wrong == []
        assert {urlsplit(link).scheme for link in seen.links if link is not None} <= {"http", "https"}
