"""A small AppView on loopback: it answers in the form of Bluesky's public one, from a made-up network.

The real AppView needs PostgreSQL and Redis and is heard in the run of the whole network; its answers have this form.
"""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

from amends.core.vocabulary import DAY, SECOND, iso

INES = "did:plc:" + "i" * 24
NOW = 1_790_000_000 * SECOND


def view(author, rkey, text, at, *, reply_to="", quotes="", replies=0, quoted=0):
    """A post as the AppView shows it."""
    record = {"$type": "app.bsky.feed.post", "text": text, "createdAt": iso(at)}
    if reply_to:
        record["reply"] = {"parent": {"uri": reply_to, "cid": "b"}, "root": {"uri": reply_to, "cid": "b"}}
    if quotes:
        record["embed"] = {"$type": "app.bsky.embed.record", "record": {"uri": quotes, "cid": "b"}}
    did = INES if author == "ines" else f"did:plc:{author:a<24}"
    who = {"did": did, "handle": f"{author}.example", "displayName": author.title()}
    counts = {"replyCount": replies, "quoteCount": quoted}
    return {
        "uri": f"at://{did}/app.bsky.feed.post/{rkey}",
        "author": who,
        "record": record,
        "indexedAt": iso(at),
    } | counts


class Network:
    """Forty days of one account, with answers under each of its posts, one under another, and a quote of the newest."""

    def __init__(self, days=40):
        self.asked = []
        self.busy = 0
        self.own, self.below, self.quotes = [], {}, {}
        for day in range(days):
            at = NOW - day * DAY
            own = view("ines", f"o{day}", f"Day {day}.", at, replies=2, quoted=int(day == 0))
            first = view("ada", f"a{day}", "Not in our personal space, please.", at + 60 * SECOND, reply_to=own["uri"])
            second = view("bo", f"b{day}", "Hello both.", at + 90 * SECOND, reply_to=first["uri"])
            self.own.append(own)
            self.below[own["uri"]] = [{"post": first, "replies": [{"post": second, "replies": []}]}]
        self.quotes[self.own[0]["uri"]] = [view("cyd", "q", "Look at this.", NOW, quotes=self.own[0]["uri"])]

    def answer(self, method, asked):
        """Answer a question, as status and JSON."""
        if method == "app.bsky.actor.getProfile":
            found = asked["actor"] in ("ines.example", INES)
            profile = {"did": INES, "handle": "ines.example", "displayName": "Ines Marlow"}
            return (200, profile) if found else (400, {"error": "InvalidRequest", "message": "Profile not found"})
        if method == "app.bsky.feed.getAuthorFeed":
            start = int(asked.get("cursor", 0))
            page = {"feed": [{"post": own} for own in self.own[start : start + 25]]}
            return 200, page | ({"cursor": str(start + 25)} if start + 25 < len(self.own) else {})
        if method == "app.bsky.feed.getPostThread":
            first = next((own for own in self.own if own["uri"] == asked["uri"]), None)
            return 200, {"thread": {"post": first or {}, "replies": self.below.get(asked["uri"], [])}}
        return 200, {"posts": self.quotes.get(asked["uri"], [])}


@contextmanager
def appview(network):
    """Serve a network; tells its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            parts = urlsplit(self.path)
            network.asked.append(self.path)
            if network.busy:
                status, body = network.busy, {}
            else:
                status, body = network.answer(parts.path.rpartition("/")[2], dict(parse_qsl(parts.query)))
            told = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(told)))
            self.end_headers()
            self.wfile.write(told)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
