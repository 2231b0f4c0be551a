"""Reddit, YouTube and X, each with a key and within what it may spend.

None of them can be reached from here: a small server on this machine answers in the shapes their references document.
"""

from __future__ import annotations

import asyncio
import json
import re
from base64 import b64encode
from contextlib import aclosing
from functools import partial
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest

from amends.connectors.budget import Allowance, AllSpent, Budget, Spent, a_day_in, a_minute, a_month, spent_in
from amends.connectors.clock import parse
from amends.connectors.door import Door, NoAnswer
from amends.connectors.metered import METERED, budget_of
from amends.connectors.protocols import CalledOff, SourceRefused
from amends.connectors.reddit import Reddit
from amends.connectors.x_live import Mentions
from amends.connectors.youtube import YouTube
from amends.core.vocabulary import DAY, HOUR, MINUTE, SECOND
from connectors.test_door import http

PAIRS = Path(__file__).parent / "live_pairs"
NOW = parse("2026-11-25T09:30:00Z")
THREAD, COMMENTS, MENTIONS = (
    json.loads((PAIRS / name).read_text()) for name in ("reddit.thread.json", "youtube.threads.json", "x.mentions.json")
)


class Site:
    """Answers what a test says, by the path that is asked for, and remembers each question."""

    def __init__(self, **answers):
        self.answers, self.asked, self.place, self.clock = answers, [], "", NOW

    def now(self):
        return self.clock

    async def wait(self, seconds):
        self.clock += round(seconds * SECOND)
        await asyncio.sleep(0)

    async def serve(self, reader, writer):
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        if found := re.search(r"(?i)content-length: (\d+)", head):
            await reader.readexactly(int(found[1]))
        parts = urlsplit(head.split()[1])
        self.asked.append((parts.path, dict(parse_qsl(parts.query)), head))
        answer = next(
            (each for name, each in self.answers.items() if parts.path.endswith(name.replace("__", "/"))), None
        )
        answer = answer(self) if callable(answer) else answer
        if isinstance(answer, bytes):
            writer.write(answer)
        else:
            writer.write(http(status="404 Not Found") if answer is None else http(json.dumps(answer).encode()))
        writer.close()

    def paths(self):
        return [path for path, _, _ in self.asked]


def listen(site, make, *, until, cursor=""):
    """Listen until enough was heard; gives all of it. A made clock moves as the reader waits."""

    async def go():
        server = await asyncio.start_server(site.serve, "127.0.0.1", 0)
        heard = []
        async with server, asyncio.timeout(20):
            site.place = f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
            how = {"door": Door(near=[site.place]), "now": site.now, "wait": site.wait, "api": f"http://{site.place}"}
            async with aclosing(make(**how).read(cursor)) as reading:
                async for one in reading:
                    heard.append(one)
                    if until(heard):
                        return heard
        return heard

    return asyncio.run(go())


def texts(heard):
    return [post.text for one in heard for post in one.posts]


def token(_site):
    return {"access_token": "t0k", "token_type": "bearer", "expires_in": 86_400}


reddit = partial(partial, Reddit, key="id:secret")
youtube = partial(partial, YouTube, key="a-key", units=100)
x = partial(partial, Mentions, key="bearer")


def test_reddit_tells_a_thread_with_an_approved_key():
    site = Site(access_token=token, comments__1abcd=THREAD)
    heard = listen(site, reddit("https://www.reddit.com/r/phones/comments/1abcd/a_phone/", questions=0), until=texts)
    assert [text.partition("\n")[0] for text in texts(heard)] == [
        "A phone, for an honest review", "Not in our space, /u/ines_m & u/bo-nnie.", "Agreed.",
    ]  # fmt: skip
    sign_in, question = site.asked[:2]
    assert f"Basic {b64encode(b'id:secret').decode()}" in sign_in[2]
    assert "bearer t0k" in question[2].lower()
    assert "python:amends" in question[2], "Reddit turns away programs that do not say who they are"
    assert all("secret" not in path for path, _, _ in site.asked)


def test_reddit_tells_edits_and_what_was_taken_back():
    changed = json.loads(json.dumps(THREAD))
    ada = changed[1]["data"]["children"][0]["data"]
    ada.update(body="Not in our space at all.", edited=1_795_600_500.0)
    ada["replies"]["data"]["children"][0]["data"].update(body="[deleted]", author="[deleted]")
    pages = iter([THREAD])
    site = Site(access_token=token, comments__1abcd=lambda _: next(pages, changed))
    address = "https://www.reddit.com/r/phones/comments/1abcd/a_phone/"
    heard = listen(site, reddit(address, questions=0), until=lambda heard: heard[-1].changes)
    last = heard[-1].changes
    assert ([post.text for post in last.edits], [each.id for each in last.withdrawals]) == (
        ["Not in our space at all."], ["t1_c2"],
    )  # fmt: skip


def test_reddit_follows_a_subreddit_and_the_newest_posts_of_an_account():
    comments = THREAD[1]
    site = Site(access_token=token, new=THREAD[0], comments=comments)
    assert len(texts(listen(site, reddit("r/phones", questions=0), until=lambda heard: len(heard) == 2))) == 3
    assert site.paths()[1:] == ["/r/phones/new", "/r/phones/comments"]
    site = Site(access_token=token, submitted=THREAD[0], comments__1abcd=THREAD)
    heard = listen(site, reddit("u/ines_m", questions=0), until=lambda heard: len(heard) == 2)
    assert len(texts(heard)) == 3, "nothing is told twice"
    assert site.paths()[1:] == ["/user/ines_m/submitted", "/comments/1abcd"]


def test_reddit_is_asked_no_more_in_a_minute_than_it_may_and_that_is_nothing_to_speak_of():
    site = Site(access_token=token, submitted=THREAD[0], comments__1abcd=THREAD)
    heard = listen(site, reddit("u/ines_m", questions=1), until=lambda heard: len(heard) == 2)
    assert len(site.asked) == 3, "a token, what was submitted, a thread"
    assert NOW + 2 * MINUTE <= site.clock < NOW + 3 * MINUTE
    assert not any(one.waits for one in heard)


def test_youtube_tells_comments_answers_and_edits_at_a_unit_a_page():
    grown = json.loads(json.dumps(COMMENTS))
    grown["items"][0]["snippet"]["totalReplyCount"] = 9
    late = json.loads(json.dumps(grown["items"][0]["replies"]["comments"][0]))
    late.update(id="Ugx1.r9")
    late["snippet"].update(
        textOriginal="I object, too.", publishedAt="2026-11-25T11:00:00Z", updatedAt="2026-11-25T11:00:00Z"
    )
    first = grown["items"][0]["snippet"]["topLevelComment"]["snippet"]
    pages = iter([COMMENTS])

    def edited(_site):
        first.update(textOriginal="Not here at all.", updatedAt="2026-11-25T10:30:00Z")
        return next(pages, grown)

    site = Site(commentThreads=edited, **{"/comments": {"items": [late]}})
    heard = listen(site, youtube("https://youtu.be/dQw4w9WgXcQ"), until=lambda heard: "I object, too." in texts(heard))
    assert texts(heard) == ["Not in our personal space, please.", "She was paid.", "I object, too."]
    assert [post.text for one in heard for post in one.changes.edits] == ["Not here at all."]
    assert site.paths() == ["/commentThreads", "/commentThreads", "/comments"]
    assert json.loads(heard[-1].cursor)["spent"]["count"] == 3
    assert all("a-key" not in path + str(query) for path, query, _ in site.asked), "no key stands in an address"
    assert "x-goog-api-key: a-key" in site.asked[0][2].lower()


def test_youtube_finds_a_channel_by_its_handle_once():
    site = Site(channels={"items": [{"id": "UC" + "i" * 22}]}, commentThreads=COMMENTS)
    heard = listen(site, youtube("@ines"), until=texts)
    listen(site, youtube("@ines"), until=lambda heard: len(heard) == 2, cursor=heard[-1].cursor)
    assert site.paths() == ["/channels", "/commentThreads", "/commentThreads"]
    assert site.asked[1][1]["allThreadsRelatedToChannelId"] == "UC" + "i" * 22
    with pytest.raises(SourceRefused, match="knows nobody called @ines"):
        listen(Site(channels={"items": []}), youtube("@ines"), until=texts)


def test_x_reads_mentions_and_counts_every_post_that_is_read():
    site = Site(**{"username__ines_m": {"data": {"id": "100"}}, "100__mentions": MENTIONS})
    heard = listen(site, x("@ines_m", posts=50), until=texts)
    assert len(texts(heard)) == 2
    assert spent_in(METERED["x"].allowance(50), heard[-1].cursor, site.clock) == 4, "a user and three posts"
    assert site.asked[1][1]["start_time"] == "2026-11-25T09:30:00Z"
    assert site.asked[1][1]["max_results"] == "49"
    again = listen(site, x("@ines_m", posts=50), until=lambda heard: len(heard) == 1, cursor=heard[-1].cursor)
    assert site.asked[-1][1]["since_id"] == "1990000000000000003"
    assert again


def test_x_turns_pages_and_stops_where_the_month_is_spent():
    page = {**MENTIONS, "meta": {"next_token": "more"}}
    site = Site(**{"username__ines_m": {"data": {"id": "100"}}, "100__mentions": page})
    heard = listen(site, x("@ines_m", posts=10), until=lambda heard: heard[-1].waits)
    assert len(site.asked) == 1 + 2, "three and three posts, and fewer than a page are left"
    assert heard[-1].waits == (
        "The 10 posts that may be spent in a month are spent. It goes on by itself at 2026-12-01 00:00 UTC, and hears"
        " then what it can of the time between."
    )
    assert heard[-1].at <= NOW, "from here on it is not heard"


@pytest.mark.parametrize(
    ("make", "answers"),
    [
        (youtube("https://youtu.be/dQw4w9WgXcQ", units=1), {"commentThreads": COMMENTS}),
        (
            youtube("https://youtu.be/dQw4w9WgXcQ"),
            {"commentThreads": http(json.dumps({"error": {"errors": [{"reason": "quotaExceeded"}]}}).encode(),
                                    status="403 Forbidden")},
        ),
    ],
    ids=["its own", "Google's"],
)  # fmt: skip
def test_a_day_that_is_spent_is_said_and_waited_out(make, answers):
    site = Site(**answers)
    heard = listen(site, make, until=lambda heard: heard[-1].waits)
    asked = len(site.asked)
    assert "units that may be spent in a day are spent" in heard[-1].waits
    assert "2026-11-26 08:00 UTC" in heard[-1].waits, "the day begins in California"
    # A restart in the middle of it asks nothing either.
    again = listen(site, make, until=lambda heard: len(heard) == 3, cursor=heard[-1].cursor)
    assert len(site.asked) == asked
    assert all(one.waits for one in again)
    site.answers = {"commentThreads": COMMENTS}
    site.clock = parse("2026-11-26T07:59:30Z")
    listen(site, make, until=lambda _: len(site.asked) > asked, cursor=heard[-1].cursor)
    assert site.clock >= parse("2026-11-26T08:00:00Z")


@pytest.mark.parametrize(
    ("make", "answers", "error", "words"),
    [
        (reddit("r/phones", questions=0, key="none"), {}, SourceRefused, "id:secret"),
        (reddit("r/phones", questions=0), {"access_token": http(status="401 Unauthorized")}, SourceRefused, "approves"),
        (reddit("r/phones", questions=0), {"access_token": {}}, NoAnswer, "no token"),
        (reddit("r/phones", questions=0), {"access_token": token, "new": http(status="429 Slow", Retry_After="9")},
         CalledOff, "9 seconds"),
        (youtube("@ines", key=""), {}, SourceRefused, "key only"),
        (youtube("https://youtu.be/dQw4w9WgXcQ"),
         {"commentThreads": http(b'{"error":{"message":"Comments are disabled.","errors":[{}]}}',
                                 status="403 Forbidden")}, SourceRefused, "Comments are disabled"),
        (youtube("https://youtu.be/dQw4w9WgXcQ"),
         {"commentThreads": http(b'{"error":{"message":"Slow.","errors":[{"reason":"rateLimitExceeded"}]}}',
                                 status="403 Forbidden")}, CalledOff, "for a minute"),
        (youtube("https://youtu.be/dQw4w9WgXcQ"), {"commentThreads": http(b"<html>")}, NoAnswer, "cannot be read"),
        (x("@ines_m", posts=50, key=""), {}, SourceRefused, "bearer token"),
        (x("@ines_m", posts=0), {}, SourceRefused, "Say how many"),
        (x("@ines_m", posts=50), {"ines_m": {"errors": [{"title": "Not Found Error"}]}}, SourceRefused, "knows nobody"),
        (x("@ines_m", posts=50), {"ines_m": http(status="402 Payment Required")}, NoAnswer, "402"),
    ],
)  # fmt: skip
def test_what_goes_wrong_is_said_in_a_sentence(make, answers, error, words):
    with pytest.raises(error, match=words) as raised:
        listen(Site(**answers), make, until=lambda heard: len(heard) > 5)
    assert str(raised.value).endswith(".")


GROWN = json.loads(json.dumps(COMMENTS))
GROWN["items"].insert(0, json.loads(json.dumps(GROWN["items"][0]).replace('"Ugx1', '"Ugx9')))
GROWN["items"][0]["snippet"].update(totalReplyCount=0)
GROWN["items"][0]["replies"] = {"comments": []}
ANSWERED = json.loads(json.dumps(THREAD))
ANSWERED[1]["data"]["children"][0]["data"].update(id="c9", name="t1_c9", replies="")
LATER = MENTIONS | {"data": [MENTIONS["data"][0] | {"id": "1990000000000000009"}]}
THREAD_AT = "https://www.reddit.com/r/phones/comments/1abcd/"
BROKEN = {
    "reddit": (reddit(THREAD_AT, questions=0), "comments__1abcd", THREAD, ANSWERED, "t1_c9"),
    "youtube": (youtube("https://youtu.be/dQw4w9WgXcQ"), "commentThreads", COMMENTS, GROWN, "Ugx9"),
    "x": (x("@ines_m", posts=50), "100__mentions", MENTIONS, LATER, "1990000000000000009"),
}


@pytest.mark.parametrize("wrong", ["429 Slow", "500 Oops", "503 Mending", "401 Unauthorized"])
@pytest.mark.parametrize("network", BROKEN)
def test_what_was_said_while_a_server_was_broken_is_heard_afterwards_and_once(network, wrong):
    make, path, before, after, new = BROKEN[network]
    answers = {"access_token": token, "username__ines_m": {"data": {"id": "100"}}}
    site = Site(**{path: before}, **answers)
    heard = listen(site, make, until=texts)
    site.answers = answers | {path: http(b"<h1>We are back soon</h1>", status=wrong)}
    kept = []

    def keep(so_far):
        kept[:] = so_far
        return False

    with pytest.raises((CalledOff, NoAnswer, SourceRefused)):
        listen(site, make, until=keep, cursor=heard[-1].cursor)
    assert all(each.asks for each in kept), "its place is kept, and nothing counts as heard"
    site.answers = answers | {path: after}
    cursor = kept[-1].cursor if kept else heard[-1].cursor
    again = listen(site, make, until=texts, cursor=cursor)
    assert [post.id for one in again for post in one.posts] == [new]


@pytest.mark.parametrize("make", [reddit, youtube, x])
def test_an_address_of_another_kind_is_a_sentence(make):
    more = {reddit: {"questions": 0}, youtube: {}, x: {"posts": 1}}[make]
    with pytest.raises(ValueError, match="should"):
        make("https://elsewhere.example/a b", **more)(door=Door(), now=lambda: NOW, wait=asyncio.sleep)


def test_what_was_spent_is_counted_by_its_period_and_never_above_what_is_allowed():
    at = [NOW]
    budget = Budget(Allowance(3, "units", "day", a_day_in("America/Los_Angeles")), Spent(), lambda: at[0])
    budget.spend(2)
    with pytest.raises(AllSpent):
        budget.spend(2)
    assert (budget.left(), budget.spent.count) == (1, 2), "what may not be spent is not counted"
    at[0] = budget.again_at()
    assert budget.left() == 3
    budget.exhaust()
    assert budget.left() == 0


@pytest.mark.parametrize(
    ("period", "at", "began", "ends"),
    [
        (a_minute, "2026-11-25T09:30:59Z", "2026-11-25T09:30:00Z", "2026-11-25T09:31:00Z"),
        (a_month, "2026-12-31T23:59:59Z", "2026-12-01T00:00:00Z", "2027-01-01T00:00:00Z"),
        (a_month, "2028-02-29T12:00:00Z", "2028-02-01T00:00:00Z", "2028-03-01T00:00:00Z"),
        (a_day_in("America/Los_Angeles"), "2026-11-25T07:59:59Z", "2026-11-24T08:00:00Z", "2026-11-25T08:00:00Z"),
        (a_day_in("America/Los_Angeles"), "2026-03-08T20:00:00Z", "2026-03-08T08:00:00Z", "2026-03-09T07:00:00Z"),
        (a_day_in("America/Los_Angeles"), "2026-11-01T20:00:00Z", "2026-11-01T07:00:00Z", "2026-11-02T08:00:00Z"),
    ],
    ids=["a minute", "a year's end", "a leap day", "a day", "a short day", "a long day"],
)
def test_a_period_begins_and_ends_where_its_calendar_says(period, at, began, ends):
    assert period(parse(at)) == (parse(began), parse(ends))
    assert HOUR < period(parse(at))[1] - period(parse(at))[0] + HOUR < 32 * DAY


@pytest.mark.parametrize("options", [None, {}, {"budget": "9"}, {"budget": -1}, {"budget": True}])
def test_a_budget_that_is_none_is_none(options):
    assert budget_of(options) == 0
    assert budget_of({"budget": 9}) == 9
