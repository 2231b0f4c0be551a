"""Feeds over real sockets: asked politely, read within bounds, told once, and again where an entry was changed."""

from __future__ import annotations

import asyncio
from urllib.parse import urljoin

import pytest

from amends.connectors.door import Answer, Door
from amends.connectors.feed_documents import NoFeed, read_feed
from amends.connectors.feed_letters import in_utf_8
from amends.connectors.feeds import EVERY, FeedReader, history, posts_of, source_for
from amends.connectors.markup import text_of
from amends.connectors.protocols import CalledOff, SourceRefused
from amends.connectors.websub import Offer, offer_of
from connectors.test_door import answering, http

NOW = 1_795_600_000_000_000


def rss(*items):
    told = "".join(
        f"<item><guid>https://blog.example/{id_}</guid><link>https://blog.example/{id_}</link>"
        f"<dc:creator>{who}</dc:creator><description>{text}</description>"
        f"<pubDate>Wed, 25 Nov 2026 0{at}:00:00 GMT</pubDate></item>"
        for at, (id_, who, text) in reversed(list(enumerate(items)))
    )
    return (
        '<?xml version="1.0"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>'
        f"<title>Comments</title><link>https://blog.example</link>{told}</channel></rss>"
    ).encode()


def listen(*answers, enough, cursor="", patience=10):
    """Listen over a real socket; tells what was heard, what was asked and how long somebody waited."""
    heard, waited = [], []

    async def wait(seconds):
        waited.append(seconds)
        await asyncio.sleep(0)

    async def go():
        async with asyncio.timeout(patience), answering(*answers) as (place, asked):
            reader = FeedReader(f"http://{place}/feed", door=Door(near=[place]), now=lambda: NOW, wait=wait)
            reading = reader.read(cursor)
            async for each in reading:
                heard.append(each)
                if enough(heard):
                    break
            await reading.aclose()
            return asked

    return heard, asyncio.run(go()), waited


def texts(heard):
    return [post.text for each in heard for post in each.posts]


FIRST = rss(("1", "Ben", "Nice"))
LATER = rss(("1", "Ben", "Nice"), ("2", "Cem", "&lt;p&gt;You were &lt;b&gt;paid&lt;/b&gt;&lt;/p&gt;"))
EDITED = rss(("1", "Ben", "Not so nice"), ("2", "Cem", "&lt;p&gt;You were &lt;b&gt;paid&lt;/b&gt;&lt;/p&gt;"))


def test_what_is_new_is_told_and_what_was_there_is_not():
    heard, asked, waited = listen(
        http(FIRST, ETag='"1"', Last_Modified="Wed, 25 Nov 2026 10:00:00 GMT"),
        http(LATER, ETag='"2"'),
        http(status="304 Not Modified"),
        http(EDITED),
        enough=lambda heard: any(each.changes.edits for each in heard),
    )
    assert texts(heard) == ["You were paid"]
    post = next(post for each in heard for post in each.posts)
    assert (post.id, post.author_name, post.network) == ("https://blog.example/2", "Cem", "web")
    assert [edit.text for each in heard for edit in each.changes.edits] == ["Not so nice"]
    assert 'if-none-match: "1"' in asked[1].lower()
    assert "if-modified-since: wed, 25 nov" in asked[1].lower()
    assert 'if-none-match: "2"' in asked[3].lower(), "a 304 keeps what it was asked with"
    assert sum(waited) == pytest.approx(3 * EVERY)
    assert max(waited) <= 60, "it shows in between that it lives"


def test_it_goes_on_from_its_cursor():
    heard, _, _ = listen(http(FIRST), enough=len)
    heard, _, _ = listen(http(LATER), enough=len, cursor=heard[-1].cursor)
    assert texts(heard) == ["You were paid"]
    assert texts(listen(http(LATER), enough=len, cursor=heard[-1].cursor)[0]) == []


@pytest.mark.parametrize(
    ("answer", "error", "words"),
    [
        (http(status="410 Gone"), SourceRefused, "gone for good"),
        (http(status="403 Forbidden"), SourceRefused, "403"),
        (http(status="429 Too Many", Retry_After="120"), CalledOff, "120 seconds"),
        (http(status="503 Maintenance", Retry_After="Wed, 25 Nov 2026 12:00:00 GMT"), CalledOff, "left alone"),
        (http(b"<html><body>We are upgrading</body></html>"), SourceRefused, "no feed"),
        (http(status="500 Oops"), OSError, "500"),
    ],
)
def test_what_goes_wrong_is_said_in_a_sentence(answer, error, words):
    with pytest.raises(error, match=words) as raised:
        listen(answer, enough=len)
    assert str(raised.value).endswith(".")


def test_a_feed_that_breaks_keeps_what_came_before():
    posts, refusals = posts_of(LATER[:-60], "https://blog.example/feed", NOW)
    assert [post.text for post in posts] == ["You were paid"]
    assert "breaks in line" in refusals[0].reason


def test_no_address_of_mail_is_shown_or_kept():
    posts, _ = posts_of(
        rss(("1", "ben@far.example (Ben)", "No"), ("2", "cem@far.example", "No")), "https://b.example/f", NOW
    )
    assert [post.author_name for post in posts] == ["Ben", ""]
    assert not any("far.example" in str(post) for post in posts)
    assert posts[1].author != "b.example", "who gives only that is still a person of their own"


def test_history_is_what_the_feed_still_holds():
    async def go():
        async with answering(http(LATER)) as (place, _):
            return await history(f"http://{place}/feed", Door(near=[place]), NOW, 0)

    posts = asyncio.run(go())
    assert [post.text for post in posts] == ["Nice", "You were paid"]
    assert all(post.heard_at == post.created_at for post in posts)


def test_an_address_that_looks_like_a_feed_leads_to_one():
    for address in ("https://a.example/feed", "https://a.example/index.xml", "https://a.example/c.atom?x=1",
                    "https://a.example/feed.json"):  # fmt: skip
        assert source_for(address).address == address
    for other in ("https://a.example/", "a.example/feed", "@anna@example.social"):
        assert source_for(other) is None


def test_what_broke_on_the_way_is_asked_for_again_though_nothing_changed():
    at = LATER.index(b"2</guid>")
    cut = http(LATER[:at], ETag='"7"')
    heard, asked, _ = listen(http(FIRST, ETag='"6"'), cut, http(LATER, ETag='"7"'), enough=texts)
    assert texts(heard) == ["You were paid"]
    assert ["If-None-Match" in head for head in asked] == [False, True, False]


def test_an_entry_whose_address_is_garbled_is_no_other_entry():
    whole = (
        '{"version":"https://jsonfeed.org/version/1.1","items":[{"id":"https://blog.example/1","content_text":"é"}]}'
    )
    posts, refusals = posts_of(
        whole.encode().replace(b"example/1", b"exam\xff\xff\xff\xff"), "https://blog.example", NOW
    )
    assert posts == []
    assert [refusal.reason for refusal in refusals] == ["The address of an entry is garbled."]


ATOM = '<feed xmlns="http://www.w3.org/2005/Atom">{}</feed>'
JSON = '{"version":"https://jsonfeed.org/version/1.1","items":[],%s}'
HUB, SELF = '<link rel="hub" href="{}"/>', '<link rel="self" href="{}"/>'


@pytest.mark.parametrize(
    ("header", "body", "offer"),
    [
        ('<https://hub.example/>; rel="hub", <https://blog.example/f>; rel=self', ATOM.format(""), True),
        ("<https://hub.example/>; rel='x'", ATOM.format(HUB.format("/") + SELF.format("f")), ("/", "f")),
        ("", ATOM.format(HUB.format("https://hub.example/") + SELF.format("https://blog.example/f")), True),
        ("", ATOM.format(f"<entry>{HUB.format('https://evil.example/')}</entry>"), None),
        ("", ATOM.format(HUB.format("javascript:alert(1)")), None),
        ("<https://hub.example/>; rel=hub", ATOM.format(HUB.format("/other")), ("https://hub.example/", "")),
        ("", JSON % '"feed_url":"f","hubs":[{"type":"WebSub","url":"/hub"}]', ("/hub", "f")),
        ("", JSON % '"hubs":[{"type":"rssCloud","url":"https://hub.example/"},5,null]', None),
    ],
)  # fmt: skip
def test_a_feed_says_where_its_changes_are_told(header, body, offer):
    answer = Answer(200, (("link", header),), body.encode(), "https://blog.example/feed")
    found = offer_of(answer, read_feed(body.encode()))
    named = Offer("https://hub.example/", "https://blog.example/f")
    if isinstance(offer, tuple):
        named = Offer(*(urljoin("https://blog.example/feed", each) for each in offer))
    assert found == (named if offer else None)


ENTRY = "<entry><id>https://blog.example/1</id>{}</entry>"


def one(body, *, namespaces=""):
    """Read the one entry of a document of Atom, or of RSS where it begins with an item."""
    if body.startswith("<item"):
        document = f'<rss version="2.0"{namespaces}><channel>{body}</channel></rss>'
    else:
        document = ATOM.format(ENTRY.format(body))
    [entry] = read_feed(document.encode()).entries
    return entry


XHTML = (
    '<content type="xhtml"><div>You <b>sold</b> <a href="https://anna.example/phone">us</a>,'
    " 1 &lt; 2</div><script>alert(1)</script></content>"
)


@pytest.mark.parametrize(
    ("written", "text", "links"),
    [
        ("<title>If a &lt; b, and &lt;b&gt; is bold</title>", "If a < b, and <b> is bold", ()),
        ('<content type="html">&lt;p&gt;You &lt;b&gt;sold&lt;/b&gt; us&lt;/p&gt;</content>', "You sold us", ()),
        (
            XHTML,
            "You sold us, 1 < 2",
            ("https://anna.example/phone",),
        ),
        (
            '<content type="xhtml" xml:base="https://anna.example/"><a href="phone">here</a></content>',
            "here",
            ("https://anna.example/phone",),
        ),
    ],
)
def test_an_entry_is_written_in_one_of_three_ways(written, text, links):
    entry = one(written)
    assert text_of(entry.content or entry.title) == (text, links)


def test_what_an_entry_was_taken_from_says_nothing_of_it():
    source = '<source><link href="https://far.example/"/><title>Far</title><author><name>Far</name></author></source>'
    entry = one(f"{source}<author><name>Ben</name></author><title>Near</title><link href='/1'/>")
    assert (entry.link, entry.title, entry.author) == ("/1", "Near", "Ben")
    entry = one("<author><uri>https://ben.example/</uri></author><title>x</title>")
    assert (entry.author, entry.author_page) == ("", "https://ben.example/")


def test_addresses_are_meant_as_the_elements_around_them_say():
    [entry] = read_feed(
        b'<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://blog.example/notes/">'
        b'<entry xml:base="2026/"><id>1</id><link href="phone"/><title>x</title></entry></feed>'
    ).entries
    assert entry.link == "https://blog.example/notes/2026/phone"


def test_what_a_module_adds_under_the_same_name_is_something_else():
    entry = one(
        "<item><m:title>The picture</m:title><m:description>A phone</m:description><title>No</title>"
        "<dc:creator>Ben</dc:creator></item>",
        namespaces=' xmlns:m="http://search.yahoo.com/mrss/" xmlns:dc="http://purl.org/dc/elements/1.1/"',
    )
    assert (entry.title, entry.summary, entry.author) == ("No", "", "Ben")


WORDS = "<rss version='2.0'><channel><item><title>{}</title><guid>https://blog.example/1</guid></item></channel></rss>"


@pytest.mark.parametrize(
    ("words", "encoding", "declared", "served_as"),
    [
        ("그건 광고였다", "euc-kr", "euc-kr", ""),
        ("这是广告", "gb2312", "GB2312", "text/xml"),
        ("これは広告だ", "shift_jis", "Shift_JIS", ""),
        ("Das war “Werbung”", "cp1252", "iso-8859-1", ""),
        ("Das war Werbung für euch", "iso-8859-1", "", "application/rss+xml; charset=ISO-8859-1"),
        ("это реклама", "koi8-r", "koi8-r", "text/xml; charset=utf-8"),
        ("这是广告", "utf-16", "utf-16", ""),
        ("这是广告", "utf-32-be", "utf-32", ""),
        ("für euch", "utf-8", "utf-16", ""),
        ("für euch", "utf-8", "", "text/xml; charset=punycode"),
    ],
)
def test_a_feed_may_be_written_in_any_letters(words, encoding, declared, served_as):
    head = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    [entry] = read_feed((head + WORDS.format(words)).encode(encoding), served_as).entries
    assert entry.title == words


@pytest.mark.parametrize("encoding", ["zlib", "idna", "unicode_escape", "klingon", "rot13"])
def test_letters_that_are_none_are_refused(encoding):
    with pytest.raises(NoFeed, match="encoding that cannot be read"):
        read_feed(f'<?xml version="1.0" encoding="{encoding}"?>{WORDS}'.encode())


def test_bytes_that_are_no_letters_take_no_time(soon):
    with soon(0.1):
        raw = in_utf_8(b'<?xml version="1.0" encoding="cp1252"?>' + b"\x81" * 1_900_000)
    assert raw.endswith(b"??")
