"""Listening to Bluesky: both versions of Jetstream and the firehose, from a server of our own that speaks them.

The frames are written here after the protocols' documentation; the real server is heard in the tests of the peers.
"""

from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager
from urllib.parse import parse_qs, urlsplit

import libipld
import pytest
from websockets.asyncio.server import serve

from amends.connectors import bluesky_live
from amends.connectors.bluesky_events import (
    Edit,
    Garbled,
    StreamError,
    place_by_cbor,
    place_by_json,
    told_by_cbor,
    told_by_json,
)
from amends.connectors.bluesky_live import Bluesky, Cursor, read_cursor
from amends.connectors.door import Door, NoAnswer
from amends.connectors.outcome import Refusal
from amends.core.vocabulary import SECOND, Departure, Post, Reaction, Renaming, Sign, Withdrawal, iso

INES, ADA, BO = "did:plc:ines", "did:plc:ada", "did:plc:bo"
NOW = 1_790_000_000 * SECOND


class Ines:
    """Listens for one account, and for every post that mentions it."""

    def __contains__(self, author):
        return author == INES

    def concerns(self, posts):
        return [INES in (post.author, post.reply_to_author, *post.mentions) for post in posts]


def record(text="Not here, please.", **more):
    reply = {"parent": {"uri": f"at://{INES}/app.bsky.feed.post/1", "cid": "bafy"}, "root": {}}
    return {"$type": "app.bsky.feed.post", "text": text, "createdAt": iso(NOW), "reply": reply, **more}


def like(of=f"at://{INES}/app.bsky.feed.post/1", kind="like"):
    return {"$type": f"app.bsky.feed.{kind}", "subject": {"cid": "bafy", "uri": of}, "createdAt": iso(NOW)}


def commit(collection="post", operation="create", rkey="3k", did=ADA, **more):
    told = {"rev": "3m", "operation": operation, "collection": f"app.bsky.feed.{collection}", "rkey": rkey}
    return did, told | more


def version_1(did, told, us=NOW):
    return json.dumps({"did": did, "time_us": us, "kind": "commit", "commit": told}, separators=(",", ":")).encode()


def version_2(did, told, us=NOW, seq=7):
    payload = {"$type": "network.bsky.jetstream.subscribeEvents#commit", "did": did, "seq": seq, "time": iso(us)}
    return json.dumps({"$type": "message", "payload": payload | told}, separators=(",", ":")).encode()


def firehose(did, told, us=NOW, seq=7):
    """A frame with a block for its record, as a repository's host sends it; its signature is not ours to check."""
    operation = {"action": told["operation"], "path": f"{told['collection']}/{told['rkey']}", "cid": None}
    blocks = b""
    if "record" in told:
        block = libipld.encode_dag_cbor(told["record"])
        cid = b"\x01\x71\x12\x20" + __import__("hashlib").sha256(block).digest()
        operation["cid"] = cid
        head = libipld.encode_dag_cbor({"version": 1, "roots": [cid]})
        blocks = b"".join(_varint(len(part)) + part for part in (head, cid + block))
    body = {"repo": did, "seq": seq, "time": iso(us), "ops": [operation], "blocks": blocks, "rev": "3m"}
    return libipld.encode_dag_cbor({"op": 1, "t": "#commit"}) + libipld.encode_dag_cbor(body)


def _varint(number):
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    return bytes([*out, number])


WAYS = {
    "version 1": (version_1, told_by_json),
    "version 2": (version_2, told_by_json),
    "firehose": (firehose, told_by_cbor),
}


@pytest.fixture(params=WAYS)
def way(request):
    write, read = WAYS[request.param]
    return lambda event: read(write(*event), Ines())


def test_a_post_is_told(way):
    (post,) = way(commit(record=record()))
    assert isinstance(post, Post)
    assert (post.id, post.author, post.text) == (f"at://{ADA}/app.bsky.feed.post/3k", ADA, "Not here, please.")
    assert (post.reply_to_author, post.heard_at) == (INES, NOW)


def test_an_edit_is_one(way):
    (edit,) = way(commit(operation="update", record=record("I was wrong.")))
    assert isinstance(edit, Edit)
    assert edit.post.text == "I was wrong."


def test_signs_to_whom_we_listen_for_are_told_and_others_never_opened(way):
    (told,) = way(commit("like", record=like()))
    assert told == Reaction(
        f"at://{ADA}/app.bsky.feed.like/3k", "bluesky", Sign.LIKE, f"at://{INES}/app.bsky.feed.post/1", NOW
    )
    assert way(commit("repost", record=like(kind="repost")))[0].sign is Sign.REPOST
    assert way(commit("like", record=like(f"at://{BO}/app.bsky.feed.post/1"))) == []


def test_what_is_taken_back_is_told(way):
    (told,) = way(commit(operation="delete", did=INES))
    assert told == Withdrawal(f"at://{INES}/app.bsky.feed.post/3k", "bluesky", NOW)
    assert way(commit(operation="delete", did=BO)) == [], "nothing of theirs is kept"
    assert way(commit("like", operation="delete"))[0].id == f"at://{ADA}/app.bsky.feed.like/3k"


def of_account(write, did, kind, **told):
    """Write what a stream tells of an account in one of its three forms."""
    told |= {"did": did, "seq": 7, "time": iso(NOW)}
    if write is version_2:
        payload = {"$type": f"network.bsky.jetstream.subscribeEvents#{kind}", **told}
        return json.dumps({"$type": "message", "payload": payload}).encode()
    if write is version_1:
        return json.dumps({"did": did, "time_us": NOW, "kind": kind, kind: told}).encode()
    return libipld.encode_dag_cbor({"op": 1, "t": f"#{kind}"}) + libipld.encode_dag_cbor(told)


@pytest.mark.parametrize("way", WAYS)
def test_an_account_that_is_gone_is_told_where_its_words_are_kept(way):
    write, read = WAYS[way]
    gone = [Departure(INES, "bluesky", NOW)]
    for status in ("deleted", "deactivated", "takendown", "suspended"):
        assert read(of_account(write, INES, "account", active=False, status=status), Ines()) == gone
        assert read(of_account(write, ADA, "account", active=False, status=status), Ines()) == []
    for more in ({"active": True}, {"active": False}, {"active": False, "status": "throttled"}, {"active": 0}):
        assert read(of_account(write, INES, "account", **more), Ines()) == [], "it comes back by itself"


@pytest.mark.parametrize("way", WAYS)
def test_an_account_that_may_have_another_handle_is_told(way):
    write, read = WAYS[way]
    assert read(of_account(write, INES, "identity", handle="x.example"), Ines()) == [Renaming(INES, "bluesky", NOW)]
    assert read(of_account(write, INES, "identity"), Ines()) == [Renaming(INES, "bluesky", NOW)]
    assert read(of_account(write, ADA, "identity", handle="x.example"), Ines()) == []


def test_what_is_no_post_is_refused_in_a_sentence(way):
    (refused,) = way(commit(record={"$type": "app.bsky.feed.post", "createdAt": iso(NOW)}))
    assert isinstance(refused, Refusal)
    assert refused.reason == "This post has no text."


@pytest.mark.parametrize("frame", [b'{"kind":"identity"}', b'{"did":"did:plc:a","time_us":1,"kind":"account"}'])
def test_other_frames_of_json_pass(frame):
    assert told_by_json(frame, Ines()) == []


@pytest.mark.parametrize("frame", [b"", b"{", b"null", b"[]", b'{"did":5}', b"\xff\xfe", b"\x00"])
def test_a_garbled_frame_of_json_says_so(frame):
    with pytest.raises(Garbled):
        told_by_json(frame, Ines())
    assert place_by_json(frame) == (0, 0)


@pytest.mark.parametrize("at", range(0, 400, 7))
@pytest.mark.parametrize("write", [version_1, version_2])
def test_broken_bytes_in_a_post_are_never_taken_for_another_event(write, at):
    frame = write(*commit(record=record("Not here, please. " * 3)))
    broken = frame[:at] + b"\xff\xfe" + frame[at + 2 :]
    with pytest.raises((Garbled, StreamError)):
        told_by_json(broken, Ines())


@pytest.mark.parametrize("frame", [b"", b"{", b"\xff" * 9, b"\xa0", b"\x9f" * 50_000, b"\xbb" + b"\xff" * 8])
def test_a_garbled_frame_of_the_firehose_says_so(frame):
    with pytest.raises(Garbled):
        told_by_cbor(frame, Ines())
    assert place_by_cbor(frame) == (0, 0)


@pytest.mark.parametrize("write", [version_1, version_2])
def test_a_stream_says_what_is_wrong(write):
    with pytest.raises(StreamError, match="too slow"):
        told_by_json(b'{"$type":"error","error":"ConsumerTooSlow","message":"too slow"}', Ines())


@asynccontextmanager
async def server(*scripts, path="/subscribe", too_old=False):
    """Serve each connection the next script of frames and hang up; ``too_old`` turns away whoever brings a cursor."""
    asked, turn = [], iter(scripts)

    async def handle(line):
        for frame in next(turn):
            await line.send(frame)

    def turn_away(line, request):
        asked.append(parse_qs(urlsplit(request.path).query))
        if too_old and "cursor" in asked[-1]:
            return line.respond(400, '{"error":"CursorTooOld","message":"It is too old."}')
        return None

    async with serve(handle, "127.0.0.1", 0, process_request=turn_away) as running:
        port = next(iter(running.sockets)).getsockname()[1]
        yield f"ws://127.0.0.1:{port}{path}", Door(near=[f"127.0.0.1:{port}"]), asked


async def listen(reader, cursor, heard):
    async for one in reader.read(cursor):
        heard.append(one)


def listened(scripts, cursors=("",), path="/subscribe", *, too_old=False):
    """Listen once for each cursor (a callable makes it of the one before); tells what was heard and what was asked."""

    async def go():
        heard = []
        async with server(*scripts, path=path, too_old=too_old) as (address, door, asked):
            for cursor in cursors:
                begin = cursor(heard[-1].cursor if heard else address) if callable(cursor) else cursor
                with pytest.raises(NoAnswer, match="hung up"):
                    await listen(Bluesky(door, Ines(), addresses=[address]), begin, heard)
        return heard, asked

    return asyncio.run(go())


SCRIPT = [
    version_1(*commit(record=record(), rkey="1")),
    version_1(*commit(record={**record(), "reply": None}, did=BO, rkey="2")),
    version_1(*commit("like", record=like())),
    version_1(*commit(operation="delete", did=INES), NOW + SECOND),
]


def test_what_concerns_nobody_is_left_and_the_cursor_goes_on():
    heard, asked = listened([SCRIPT])
    assert [post.id[-1] for one in heard for post in one.posts] == ["1"]
    assert sum(len(one.changes.reactions) + len(one.changes.withdrawals) for one in heard) == 2
    assert (read_cursor(heard[-1].cursor).us, heard[-1].at) == (NOW + SECOND, NOW + SECOND)
    assert "cursor" not in asked[0]
    assert asked[0]["wantedCollections"] == [f"app.bsky.feed.{name}" for name in ("post", "like", "repost")]


def test_reading_goes_on_ten_seconds_before():
    again = [version_1(*commit(record=record(), rkey="9"), NOW - 5 * SECOND)]
    heard, asked = listened([SCRIPT, again], ["", lambda last: last])
    assert asked[1]["cursor"] == [str(NOW + SECOND - 10 * SECOND)]
    assert heard[-1].missed is None
    assert read_cursor(heard[-1].cursor).us == NOW + SECOND, "a cursor never goes back"


def test_what_the_server_no_longer_has_is_a_gap():
    later = [version_1(*commit(record=record()), NOW + 3_600 * SECOND)]
    heard, _ = listened([later], [str(Cursor(NOW, "ws://elsewhere", 0))])
    assert heard[0].missed == NOW


def test_numbers_go_on_at_their_own_server_only():
    path = "/xrpc/network.bsky.jetstream.subscribeEvents"
    script = [version_2(*commit(record=record()), seq=41)]
    _, asked = listened([script, script, script], ["", lambda last: last, str(Cursor(NOW, "ws://elsewhere", 5))], path)
    assert asked[1]["cursor"] == ["41"]
    assert "cursor" not in asked[2]
    assert (asked[0]["kinds"], "wantedCollections" in asked[0]) == (
        ["commit", "account", "identity"], False,
    )  # fmt: skip


@pytest.mark.parametrize("before_it_opens", [True, False])
def test_a_cursor_that_is_too_old_leads_to_the_present_and_to_a_gap(before_it_opens):
    path = "/xrpc/network.bsky.jetstream.subscribeEvents"
    refused = [b'{"$type":"error","error":"CursorTooOld","message":"The cursor is too old."}']
    present = [version_2(*commit(record=record()), NOW + 90_000 * SECOND, seq=9)]
    scripts = [present] if before_it_opens else [refused, present]
    heard, asked = listened(scripts, [lambda address: str(Cursor(NOW, address, 3))], path, too_old=before_it_opens)
    assert [("cursor" in each) for each in asked] == [True, False]
    assert [one.missed for one in heard] == [NOW]


def test_the_firehose_is_heard():
    heard, asked = listened([[firehose(*commit(record=record()))]], path=f"/xrpc/{bluesky_live.FIREHOSE}")
    assert heard[0].posts[0].text == "Not here, please."
    assert asked == [{}]


def test_a_stream_that_falls_silent_is_left(monkeypatch):
    monkeypatch.setattr(bluesky_live, "STALLED", 0.1)

    async def go():
        async def silent(line):
            await line.wait_closed()

        async with serve(silent, "127.0.0.1", 0) as running:
            port = next(iter(running.sockets)).getsockname()[1]
            reader = Bluesky(Door(near=[f"127.0.0.1:{port}"]), Ines(), addresses=[f"ws://127.0.0.1:{port}/subscribe"])
            await listen(reader, "", [])

    with pytest.raises(NoAnswer, match="told nothing"):
        asyncio.run(go())


def test_what_was_garbled_is_asked_for_again_and_passed_over_when_it_stays_so():
    good = [version_1(*commit(record=record(), rkey=str(n)), NOW + n * SECOND) for n in range(4)]
    bad = good[2][:-30] + b"\xff" * 10 + good[2][-20:]
    scripts = [[good[0], good[1], bad, good[3]]] * 2
    heard = []

    async def go():
        async with server(*scripts) as (address, door, _):
            with pytest.raises(NoAnswer, match="garbled"):
                await listen(Bluesky(door, Ines(), addresses=[address]), "", heard)
            with pytest.raises(NoAnswer, match="hung up"):
                await listen(Bluesky(door, Ines(), addresses=[address]), heard[-1].cursor, heard)

    asyncio.run(go())
    assert [post.id[-1] for one in heard for post in one.posts] == ["0", "1", "0", "1", "3"]
    assert [str(refused.reason) for one in heard for refused in one.refusals] == ["A frame could not be read, twice."]


def test_servers_are_tried_in_turn():
    three = [f"wss://{name}.example/subscribe" for name in "abc"]
    tried = [Bluesky(Door(), Ines(), addresses=three, attempt=number)._address for number in range(4)]
    assert tried == [*three, three[0]]


def test_a_frame_of_the_firehose_is_whole_or_garbled_wherever_it_is_hit():
    frame = firehose(*commit(record=record("Not in our personal space, please.")))
    (right,) = told_by_cbor(frame, Ines())
    silent = []
    for at in range(len(frame) - 8):
        for damage in (b"\xff" * 8, bytes(byte ^ 1 for byte in frame[at : at + 8])):
            try:
                told = told_by_cbor(frame[:at] + damage + frame[at + 8 :], Ines())
            except (Garbled, StreamError):
                continue
            if damage[0] == 255 and told != [right] and told:
                silent.append((at, told))
            assert not any(isinstance(each, Post) and each.text != right.text for each in told)
    assert silent == []


def test_a_record_that_is_not_what_its_name_says_is_asked_for_again():
    frame = firehose(*commit(record=record("Not in our personal space, please.")))
    with pytest.raises(Garbled):
        told_by_cbor(frame.replace(b"personal space", b"personal spice"), Ines())
    without = libipld.decode_dag_cbor_multi(frame)
    without[1]["blocks"] = b""
    with pytest.raises(Garbled):
        told_by_cbor(b"".join(map(libipld.encode_dag_cbor, without)), Ines())
