"""Signing in at a server of Mastodon's kind that checks everything, or lies; mastodon-mock does neither."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import hashlib
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from amends.connectors.door import Door
from amends.connectors.sign_in import mastodon
from amends.connectors.sign_in.trouble import NotSignedIn, Trouble


class Strict:
    """A server that checks app, way back, PKCE and that a code is used once; a test changes what it says."""

    def __init__(self, base):
        self.base, self.place = base, urlsplit(base).netloc
        self.about = {"scopes_supported": ["profile", "read", "write"], "code_challenge_methods_supported": ["S256"]}
        self.me = {"uri": f"{base}/users/anna", "url": f"{base}/@anna", "username": "anna", "display_name": "Anna"}
        self.finger, self.status = {}, {}
        self.apps, self.codes, self.tokens, self.revoked, self.asked = {}, {}, set(), [], []

    def get(self, path, headers):
        if path.startswith("/.well-known/webfinger"):
            return (200, self.finger) if self.finger else (404, {})
        if path == "/.well-known/oauth-authorization-server":
            return (200, self.about) if self.about else (404, {})
        known = headers.get("Authorization", "").removeprefix("Bearer ") in self.tokens
        return (200, self.me) if known else (401, {"error": "invalid_token"})

    def post(self, path, form):
        if path in self.status:
            return self.status[path], {"error": "server_error"}
        if path == "/api/v1/apps":
            self.apps["id-1"] = form | {"secret": "secret-1"}
            return 200, {"client_id": "id-1", "client_secret": "secret-1"}
        app = self.apps.get(form["client_id"])
        if app is None or form["client_secret"] != app["secret"]:
            return 401, {"error": "invalid_client"}
        if path == "/oauth/revoke":
            self.revoked.append(form["token"])
            self.tokens.discard(form["token"])
            return 200, {}
        asked = self.codes.pop(form["code"], None)
        if asked is None or form["redirect_uri"] != app["redirect_uris"] or not self.shown(asked, form):
            return 400, {"error": "invalid_grant"}
        self.tokens.add("t-1")
        return 200, {"access_token": "t-1", "token_type": "Bearer", "scope": app["scopes"]}

    @staticmethod
    def shown(asked, form):
        if "code_challenge" not in asked:
            return "code_verifier" not in form
        made = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).rstrip(b"=").decode()
        return asked["code_challenge"] == [made]

    def agree(self, where):
        """Do as somebody who agrees: check what the browser was sent with, and give out a code."""
        parts = urlsplit(where)
        asked = parse_qs(parts.query)
        app = self.apps[asked["client_id"][0]]
        assert (parts.path, asked["redirect_uri"], asked["scope"]) == (
            "/oauth/authorize", [app["redirect_uris"]], [app["scopes"]],
        )  # fmt: skip
        self.codes["c-1"] = asked
        return {"code": "c-1"}


@contextlib.contextmanager
def strict_server():
    class Handler(BaseHTTPRequestHandler):
        def answer(self, status, told):
            body = json.dumps(told).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self):
            known.asked.append(self.path)
            self.answer(*known.get(self.path, self.headers))

        def do_POST(self):
            known.asked.append(self.path)
            form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            self.answer(*known.post(self.path, {name: each[0] for name, each in form.items()}))

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        known = Strict(f"http://127.0.0.1:{server.server_port}")
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield known
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def server():
    with strict_server() as known:
        yield known


def begun(server):
    door, back = Door(near=[server.place]), "https://amends.example/prove/mastodon/x/"
    app = asyncio.run(mastodon.register(door, server.base, back, name="amends.example", home="https://amends.example"))
    return mastodon.begin(app, "state-1")


def finished(server, kept, back):
    return asyncio.run(mastodon.finish(Door(near=[server.place]), kept, back))


def trouble(call, *given):
    with pytest.raises(NotSignedIn) as failed:
        call(*given)
    return failed.value.trouble


def test_whose_account_it_is_and_nothing_else_is_learned(server):
    where, kept = begun(server)
    assert "state=state-1" in where
    found = finished(server, kept, server.agree(where))
    assert (found.id, found.others, found.name) == (f"{server.base}/users/anna", (f"{server.base}/@anna",), "Anna")
    assert server.apps["id-1"]["scopes"] == "profile"
    assert server.revoked == ["t-1"]
    assert not server.tokens


def test_an_older_server_is_asked_for_what_it_has(server):
    server.about, server.me = {}, server.me | {"uri": None}
    where, kept = begun(server)
    assert "code_challenge" not in where
    assert finished(server, kept, server.agree(where)).id == f"{server.base}/@anna"
    assert server.apps["id-1"]["scopes"] == "read:accounts"


@pytest.mark.parametrize(
    ("back", "expected"),
    [
        ({"error": "access_denied"}, Trouble.DENIED),
        ({}, Trouble.DENIED),
        ({"error": "server_error"}, Trouble.OVER),
        ({"code": "older"}, Trouble.OVER),
    ],
)
def test_what_comes_back_wrong_shows_nothing(server, back, expected):
    where, kept = begun(server)
    server.agree(where)
    assert trouble(finished, server, kept, back) is expected
    assert not server.tokens


def test_a_code_of_another_sign_in_shows_nothing(server):
    where, _ = begun(server)
    _, other = begun(server)
    assert trouble(finished, server, other, server.agree(where)) is Trouble.OVER


@pytest.mark.parametrize(
    "lie",
    [
        {"uri": "https://famous.example/users/anna", "url": "https://famous.example/@anna"},
        {"uri": "https://famous.example/users/anna"},
        {"uri": "", "url": ""},
        {"uri": None, "url": 7},
        {"uri": "https://[", "url": ""},
    ],
    ids=["of-another-server", "half", "nothing", "a-number", "no-address"],
)
def test_a_server_speaks_for_its_own_accounts_only(server, lie):
    where, kept = begun(server)
    server.me |= lie
    assert trouble(finished, server, kept, server.agree(where)) is Trouble.UNFIT
    assert server.revoked == ["t-1"]


def test_a_server_that_forgot_us_or_fails_is_said(server):
    where, kept = begun(server)
    back = server.agree(where)
    server.apps.clear()
    assert trouble(finished, server, kept, back) is Trouble.OVER
    server.status["/api/v1/apps"] = 503
    assert trouble(begun, server) is Trouble.NO_ANSWER
    server.status["/api/v1/apps"] = 422
    assert trouble(begun, server) is Trouble.UNFIT


def test_a_token_is_given_back_also_where_the_account_is_not_told(server):
    where, kept = begun(server)
    back, get = server.agree(where), server.get
    server.get = lambda path, headers: (500, {}) if "verify" in path else get(path, headers)
    assert trouble(finished, server, kept, back) is Trouble.NO_ANSWER
    assert server.revoked == ["t-1"]


def server_of(server, text):
    return asyncio.run(mastodon.server_of(Door(near=[server.place]), text))


def test_a_handle_leads_to_its_server_whatever_that_is_called(server):
    assert server_of(server, f" @anna@{server.place} ") == server.base
    server.finger = {
        "links": [
            {"rel": "self", "type": "text/html", "href": "https://page.example/"},
            {"rel": "self", "type": "application/activity+json", "href": "https://social.example/users/anna"},
        ]
    }
    assert server_of(server, f"@anna@{server.place}") == "https://social.example"
    assert server.asked[-1] == f"/.well-known/webfinger?resource=acct%3Aanna%40{server.place.replace(':', '%3A')}"


def test_a_page_or_a_host_names_a_server_too(server):
    assert server_of(server, "https://Example.social/@anna") == "https://example.social"
    assert server_of(server, "example.social") == "https://example.social"
    assert not server.asked


@pytest.mark.parametrize(
    "text", ["", "anna", "@anna", "anna@", "@a@b@c.example", "https://", "ftp://a.example/", "a b.c"]
)
def test_what_names_no_server_is_said(server, text):
    assert trouble(server_of, server, text) is Trouble.NO_NAME


def test_a_server_inside_a_network_is_not_asked():
    for base in ("https://169.254.169.254", "http://example.com"):
        with pytest.raises(NotSignedIn) as failed:
            asyncio.run(mastodon.register(Door(), base, "https://b/", name="n", home=""))
        assert failed.value.trouble is Trouble.UNFIT
