"""Listening to a repository. GitHub itself cannot run here: a small server answers in the shapes its API documents."""

from __future__ import annotations

import asyncio
import json
import re
from contextlib import aclosing
from urllib.parse import parse_qs, urlsplit

import pytest

from amends.connectors import github_live
from amends.connectors.arrivals import Arrival
from amends.connectors.clock import parse
from amends.connectors.door import Door, NoAnswer
from amends.connectors.github_discussions import Discussions
from amends.connectors.github_live import GitHub, Repository, delivered, history, source_for, thread_of
from amends.connectors.protocols import CalledOff, SourceRefused
from amends.connectors.recognised import recognised
from amends.core.vocabulary import MINUTE, iso
from connectors.test_door import answering, http

NOW = 1_795_600_000_000_000
WEB = "https://github.com/octo/app"


def who(number, login):
    return {"id": number, "login": login, "type": "User"}


def issue(place, at, body="It now asks for my location", **more):
    return {"id": 70, "number": 7, "html_url": f"{WEB}/issues/7", "url": f"http://{place}/repos/octo/app/issues/7",
            "title": "Why?", "body": body, "user": who(2, "ben"), "created_at": at, "updated_at": at,
            "reactions": {"total_count": 2}, **more}  # fmt: skip


def comment(place, number, at, body, login="cem"):
    return {"id": number, "html_url": f"{WEB}/issues/7#issuecomment-{number}", "body": body, "user": who(3, login),
            "issue_url": f"http://{place}/repos/octo/app/issues/7", "created_at": at, "updated_at": at,
            "reactions": {"total_count": 0}}  # fmt: skip


class Site:
    """What is there, answered as GitHub would: by `since`, the earliest change first."""

    def __init__(self):
        self.issues, self.comments, self.place, self.asked = [], [], "", []
        self.told = dict

    async def __call__(self, writer, head):
        path = urlsplit(head.split()[1])
        if path.path == "/graphql":
            writer.write(http(json.dumps(self.told()).encode()))
            return
        self.asked.append(path.path)
        since = parse_qs(path.query).get("since", [""])[0]
        found = {
            "/repos/octo/app/issues": lambda: [each for each in self.issues if each["updated_at"] >= since],
            "/repos/octo/app/issues/comments": lambda: [each for each in self.comments if each["updated_at"] >= since],
            "/repos/octo/app/pulls/comments": list,
            "/repos/octo/app": dict,
            "/repos/octo/app/issues/7": lambda: self.issues[0],
            "/repos/octo/app/issues/7/comments": lambda: self.comments,
            "/repos/octo/app/issues/7/reactions": lambda: [
                {"id": 1, "content": "+1", "user": who(9, "x")},
                {"id": 2, "content": "-1", "user": who(8, "y")},
            ],
        }.get(path.path)
        writer.write(http(json.dumps(found()).encode()) if found else http(status="404 Not Found"))


def run(site, use):
    async def go():
        async def serve(reader, writer):
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            if "content-length" in head.lower():
                size = int(re.search(r"(?i)content-length: (\d+)", head)[1])
                site.asked.append(json.loads(await reader.readexactly(size)))
            await site(writer, head)
            writer.close()

        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        async with server, asyncio.timeout(10):
            site.place = f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
            return await use(Door(near=[site.place]), f"http://{site.place}")

    return asyncio.run(go())


class Waiting:
    """Deliveries that wait."""

    def __init__(self):
        self.kept = []

    async def after(self, number):
        return [each for each in self.kept if each.number > number]


def test_what_was_written_and_edited_is_told_and_reconciles_what_a_webhook_lost():
    site, heard, waiting = Site(), [], Waiting()

    async def use(door, api):
        site.issues.append(issue(site.place, "2026-11-25T09:00:00Z"))
        repository = Repository(WEB, door=door, now=lambda: NOW, api=api)
        turns = iter(range(10_000))

        async def wait(_seconds):
            turn = next(turns)
            if turn == 0:
                site.comments.append(comment(site.place, 1, "2026-11-25T10:00:00Z", "@ben I object"))
                site.issues[0]["updated_at"] = "2026-11-25T10:00:00Z"
            if turn == 70:
                site.comments[0].update(body="@ben I object strongly", updated_at="2026-11-25T11:00:00Z")
            if turn == 130:
                body = {"action": "deleted", "issue": site.issues[0], "comment": site.comments[0]}
                waiting.kept.append(Arrival(5, "issue_comment", json.dumps(body).encode()))

        reader = GitHub(repository, now=lambda: NOW, wait=wait, every=60.0, arrivals=waiting)
        reading = reader.read("")
        async for each in reading:
            heard.append(each)
            if each.changes.withdrawals:
                break
        await reading.aclose()

    run(site, use)
    post = next(post for each in heard for post in each.posts)
    assert (post.text, post.author, post.handle) == ("@ben I object", "3", "cem")
    assert (post.reply_to, post.reply_to_author) == ("octo/app/issues/7", "2")
    assert f"{WEB}/issues/7" in post.links
    assert "@ben I object strongly" in [edit.text for each in heard for edit in each.changes.edits]
    assert not any("location" in edit.text for each in heard for edit in each.changes.edits), "an old issue is not new"
    assert heard[-1].changes.withdrawals[0].id == post.id
    assert {sign.id for each in heard for sign in each.changes.reactions} == {"reaction:1"}, "a thumb down is no like"
    assert json.loads(heard[-1].cursor)["arrived"] == 5


def test_a_webhook_tells_what_is_new_and_whom_it_answers():
    repository = Repository(WEB, door=Door(), now=lambda: NOW)
    event = {"action": "created", "issue": issue("x", "2026-11-25T09:00:00Z"),
             "comment": comment("x", 4, "2026-11-25T09:30:00Z", "No.")}  # fmt: skip
    posts, _, _ = delivered(Arrival(1, "issue_comment", json.dumps(event).encode()), repository, NOW)
    assert [(post.text, post.reply_to_author) for post in posts] == [("No.", "2")]
    event["action"] = "edited"
    _, _, changes = delivered(Arrival(2, "issue_comment", json.dumps(event).encode()), repository, NOW)
    assert [post.text for post in changes.edits] == ["No."]
    for body in (b"", b"[]", b'{"action":"created"}', b'{"action":"starred","repository":{"body":"x"}}', b"\xff"):
        assert delivered(Arrival(3, "", body), repository, NOW)[0] == ()


def test_a_thread_is_imported_by_its_address():
    site = Site()

    async def use(door, api):
        site.issues.append(issue(site.place, "2026-11-25T09:00:00Z"))
        site.comments += [comment(site.place, n, f"2026-11-25T10:00:{n:02}Z", f"Word {n}") for n in range(3)]
        posts = await thread_of(f"{WEB}/issues/7#issuecomment-1", door, lambda: NOW, api=api)
        repository = Repository(WEB, door=door, now=lambda: NOW, api=api)
        return posts, [post async for page in history(repository, 0, NOW) for post in page]

    posts, before = run(site, use)
    assert [post.text for post in posts] == ["Why?\n\nIt now asks for my location", "Word 0", "Word 1", "Word 2"]
    assert {post.reply_to_author for post in posts[1:]} == {"2"}
    assert all(post.heard_at == post.created_at for post in posts)
    assert before == posts
    with pytest.raises(ValueError, match="is no thread"):
        asyncio.run(thread_of("https://github.com/octo/app", Door(), lambda: NOW))


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (http(status="403 Forbidden", X_RateLimit_Remaining="0", X_RateLimit_Reset="1795600300"), CalledOff),
        (http(status="429 Slow", Retry_After="60"), CalledOff),
        (http(status="401 Unauthorized"), SourceRefused),
        (http(status="404 Not Found"), OSError),
        (http(b"<html>Unicorn!</html>", status="503 Unavailable"), OSError),
        (http(b"<html>We are upgrading</html>"), OSError),
    ],
)
def test_what_goes_wrong_is_said_in_a_sentence(answer, error):
    async def go():
        async with answering(answer) as (place, _):
            repository = Repository(WEB, door=Door(near=[place]), now=lambda: NOW, api=f"http://{place}")
            async for _ in GitHub(repository, now=lambda: NOW, wait=asyncio.sleep).read(""):
                pass

    with pytest.raises(error) as raised:
        asyncio.run(go())
    assert str(raised.value).endswith(".")
    if error is CalledOff:
        assert raised.value.seconds in (60, 300)


def test_the_address_of_a_repository_leads_to_it():
    assert source_for("https://github.com/octo/app.git").address == WEB
    assert source_for("https://github.com/octo/app/issues/7") is None
    assert source_for("https://gitlab.com/octo/app") is None


def said(number, at, words, login="cem", *, edited=None, replies=()):
    """A discussion's comment as GraphQL gives it."""
    return {"id": f"DC_{number}", "url": f"{WEB}/discussions/5#discussioncomment-{number}", "body": words,
            "createdAt": at, "lastEditedAt": edited, "author": {"login": login, "databaseId": 3},
            "replies": {"nodes": list(replies)}}  # fmt: skip


def discussion(*comments, at="2026-11-25T12:00:00Z", earlier=False):
    nodes, info = list(comments), {"hasPreviousPage": earlier, "startCursor": "before-these"}
    return {"id": "D_5", "title": "Why?", "url": f"{WEB}/discussions/5", "body": "It asks for my location",
            "createdAt": "2026-11-25T09:00:00Z", "lastEditedAt": None, "updatedAt": at,
            "author": {"login": "ben", "databaseId": 2}, "comments": {"nodes": nodes, "pageInfo": info}}  # fmt: skip


def graphql(*discussions, remaining=4_900, **more):
    limit = {"cost": 1, "remaining": remaining, "resetAt": "2026-11-25T13:00:00Z"}
    page = {"nodes": list(discussions), "pageInfo": {"hasNextPage": False, "endCursor": None}}
    return {"data": {"rateLimit": limit, "repository": {"discussions": page}} | more}


EIGHT, TEN = (parse(f"2026-11-25T{hour}:00:00Z") for hour in ("08", "10"))


def discussed(site, *looks):
    """Look at the discussions, each time since an instant and at a time; tells what each look brought."""

    async def use(door, api):
        asking = Discussions(Repository(WEB, door=door, now=lambda: NOW, token="key", api=api))
        return [[told async for told in asking.changed(since, now)] for since, now in looks]

    return run(site, use)


def test_discussions_are_asked_for_with_a_key():
    site = Site()
    reply = said(3, "2026-11-25T11:30:00Z", "And neither do I", "dan")
    comments = [
        said(1, "2026-11-25T09:30:00Z", "No."),
        said(2, "2026-11-25T11:00:00Z", "@ben I object", replies=[reply]),
    ]
    site.told = lambda: graphql(discussion(*comments), discussion(at="2026-11-25T07:00:00Z"))
    ((all_of_it,), (late,)) = discussed(site, (EIGHT, NOW), (TEN, NOW))
    assert [post.text for post in all_of_it.posts] == [
        "Why?\n\nIt asks for my location", "No.", "@ben I object", "And neither do I",
    ]  # fmt: skip
    assert [(post.reply_to, post.reply_to_author) for post in all_of_it.posts[1:]] == [
        ("octo/app/discussions/5", "2"), ("octo/app/discussions/5", "2"),
        ("octo/app/discussions/5#discussioncomment-2", "3"),
    ]  # fmt: skip
    assert [post.text for post in late.posts] == ["@ben I object", "And neither do I"], "the others are known"
    assert late.upto == parse("2026-11-25T12:00:00Z")
    assert all(f"{WEB}/discussions/5" in post.links for post in late.posts)
    event = {"action": "created", "discussion": {**discussion(), "user": who(2, "ben")},
             "comment": {"id": 2, "html_url": f"{WEB}/discussions/5#discussioncomment-2", "body": "@ben I object",
                         "user": who(3, "cem"), "created_at": "2026-11-25T11:00:00Z"}}  # fmt: skip
    repository = Repository(WEB, door=Door(), now=lambda: NOW)
    (by_webhook,), _, _ = delivered(Arrival(1, "discussion_comment", json.dumps(event).encode()), repository, NOW)
    assert (by_webhook.id, by_webhook.author) == (late.posts[0].id, late.posts[0].author), "the same by either way"


def test_what_is_said_of_a_pull_request_is_not_taken_for_the_request():
    request = {"html_url": f"{WEB}/pull/8", "title": "Ask", "body": "It asks.", "user": who(2, "ben"),
               "created_at": "2026-11-25T09:00:00Z"}  # fmt: skip
    line = {"html_url": f"{WEB}/pull/8#discussion_r4", "body": "Not here.", "user": who(3, "cem"),
            "created_at": "2026-11-25T09:30:00Z"}  # fmt: skip
    repository = Repository(WEB, door=Door(), now=lambda: NOW)
    body = json.dumps({"action": "created", "comment": line, "pull_request": request}).encode()
    (post,), _, _ = delivered(Arrival(1, "pull_request_review_comment", body), repository, NOW)
    assert (post.text, post.reply_to_author) == ("Not here.", "2")


def test_an_edited_comment_is_an_edit():
    site = Site()
    changed = said(1, "2026-11-25T09:30:00Z", "I object strongly.", edited="2026-11-25T11:00:00Z")
    site.told = lambda: graphql(discussion(changed, said(2, "2026-11-25T09:40:00Z", "Hello.")))
    (told,) = discussed(site, (TEN, NOW))[0]
    assert ([post.text for post in told.edits], told.posts) == (["I object strongly."], ())


def test_a_long_discussion_is_followed_back_as_far_as_it_is_new():
    site = Site()
    newest = [said(n, f"2026-11-25T11:{n:02}:00Z", f"Word {n}") for n in range(50, 60)]
    before = [said(n, f"2026-11-25T11:{n:02}:00Z", f"Word {n}") for n in range(40, 50)]
    old = said(1, "2026-11-25T09:30:00Z", "Old.")
    pages = iter([
        graphql(discussion(*newest, earlier=True)),
        graphql(node=discussion(*before, earlier=True)), graphql(node=discussion(old, earlier=True)),
    ])  # fmt: skip
    site.told = lambda: next(pages)
    (told,) = discussed(site, (TEN, NOW))[0]
    assert [post.text for post in told.posts] == [f"Word {n}" for n in range(40, 60)]
    assert site.asked[1]["variables"] == {"id": "D_5", "before": "before-these"}


def test_points_that_are_nearly_spent_are_left_to_their_owner_until_the_hour_is_over():
    site, hour = Site(), parse("2026-11-25T13:00:00Z")
    site.told = lambda: graphql(discussion(), remaining=900)
    first, second, third = discussed(site, (EIGHT, hour - MINUTE), (EIGHT, hour - 1), (EIGHT, hour))
    assert (len(first), second, len(third)) == (1, [], 1)


@pytest.mark.parametrize("kind", ["FORBIDDEN", "INSUFFICIENT_SCOPES", "NOT_FOUND"])
def test_a_key_that_may_not_read_discussions_is_told_of_once_and_the_rest_is_heard(kind):
    site = Site()
    site.told = lambda: {"data": {"repository": None}, "errors": [{"type": kind, "message": "Resource not accessible"}]}
    first, second = discussed(site, (EIGHT, NOW), (EIGHT, NOW))
    assert [each.reason for each in first[0].refusals] == [
        "The key may not read this repository's discussions (Resource not accessible). Give it that right."
    ]
    assert second == []


@pytest.mark.parametrize(
    ("told", "error"),
    [
        ({"errors": [{"type": "RATE_LIMITED", "message": "x"}]}, CalledOff),
        ({"errors": [{"message": "Field 'x' doesn't exist"}]}, NoAnswer),
    ],
)
def test_what_goes_wrong_with_a_question_is_said(told, error):
    site = Site()
    site.told = lambda: told
    with pytest.raises(error, match=r"\.$"):
        discussed(site, (EIGHT, NOW))


def test_a_repository_with_a_key_tells_its_discussions_beside_its_issues():
    site = Site()
    site.told = lambda: graphql(discussion(said(1, iso(NOW + MINUTE), "No."), at=iso(NOW + 2 * MINUTE)))

    async def use(door, api):
        repository = Repository(WEB, door=door, now=lambda: NOW, token="key", api=api)
        reading = GitHub(repository, now=lambda: NOW, wait=asyncio.sleep, discussions=Discussions(repository)).read("")
        async with aclosing(reading):
            return await anext(reading)

    heard = run(site, use)
    assert [post.text for post in heard.posts] == ["No."]
    assert json.loads(heard.cursor)["since"]["discussions"] == NOW + 2 * MINUTE


def test_the_address_of_a_thread_brings_all_of_it_and_its_repository_from_now_on(monkeypatch):
    site = Site()

    async def use(door, api):
        monkeypatch.setattr(github_live, "API", api)
        site.issues.append(issue(site.place, "2024-11-25T09:00:00Z"))
        site.comments.append(comment(site.place, 1, "2024-11-25T10:00:00Z", "I object"))
        contact = await recognised([site.place], f"{WEB}/issues/7#issuecomment-1", lambda: NOW)
        return contact, [post async for posts in contact.history(NOW) for post in posts]

    contact, said_then = run(site, use)
    assert (contact.kind, contact.address, contact.options) == ("github", WEB, {"past": f"{WEB}/issues/7"})
    assert [post.text for post in said_then] == ["Why?\n\nIt now asks for my location", "I object"]
