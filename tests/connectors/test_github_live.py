"""Listening to a repository. GitHub itself cannot run here: a small server answers in the shapes its API documents."""

from __future__ import annotations

import asyncio
import json
from urllib.parse import parse_qs, urlsplit

import pytest

from amends.connectors.arrivals import Arrival
from amends.connectors.door import Door
from amends.connectors.github_live import GitHub, Repository, delivered, history, source_for, thread_of
from amends.connectors.protocols import CalledOff, SourceRefused
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

    async def __call__(self, writer, head):
        path = urlsplit(head.split()[1])
        self.asked.append(path.path)
        since = parse_qs(path.query).get("since", [""])[0]
        found = {
            "/repos/octo/app/issues": lambda: [each for each in self.issues if each["updated_at"] >= since],
            "/repos/octo/app/issues/comments": lambda: [each for each in self.comments if each["updated_at"] >= since],
            "/repos/octo/app/pulls/comments": list,
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
            await site(writer, (await reader.readuntil(b"\r\n\r\n")).decode())
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
