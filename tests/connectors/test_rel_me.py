"""Pages that say of each other that they are one person's: real pages of this machine, asked through the door."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from amends.connectors.door import Door
from amends.connectors.rel_me import Public, both_say, public_of
from amends.connectors.sign_in.identity import Directories
from connectors.lying_server import ADA, lying_server
from connectors.name_server import name_server


@contextlib.contextmanager
def pages_served():
    """Serve what stands in ``pages``; a page that is an address sends on to it."""
    pages = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            page = pages.get(self.path)
            self.send_response(404 if page is None else 302 if page.startswith("http") else 200)
            if page is not None and page.startswith("http"):
                self.send_header("Location", page)
            body = (page or "").encode()
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield pages, f"127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def two():
    with pages_served() as one, pages_served() as other:
        yield one, other


def say(two, one_page, other_page, *, at=("/users/ada", "/")):
    (first, one), (second, other) = two
    first[at[0]], second[at[1]] = one_page.format(other=f"http://{other}"), other_page.format(one=f"http://{one}")
    publics = [
        Public(f"http://{place}{path}", (f"http://{place}{path}",))
        for place, path in zip((one, other), at, strict=True)
    ]
    return asyncio.run(both_say(Door(near=[one, other]), *publics))


def test_both_point_to_each_other(two):
    said = say(two, '<link rel="me" href="{other}">', '<a rel="nofollow me" href="{one}/users/ada/">me</a>')
    assert (said.one_says, said.other_says) == (True, True)
    assert all("points to the other one" in each for each in said.told)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ('<a rel="me" href="{other}/">x</a>', "<p>Nothing</p>", (True, False)),
        ("", '<a rel="me" href="{one}/users/ada">x</a>', (False, True)),
        ('<a href="{other}/">x</a>', '<a rel="friend" href="{one}/users/ada">x</a>', (False, False)),
        ('<a rel="me" href="{other}/somebody">x</a>', '<a rel="me" href="{one}/users/bo">x</a>', (False, False)),
        (
            '<!-- <a rel="me" href="{other}/">x</a> -->',
            '<textarea><a rel="me" href="{one}/users/ada"></textarea>',
            (False, False),
        ),
        ('<a rel="me">x</a><a rel="me" href="http://[">', '<a rel="me" href="">x</a>', (False, False)),
    ],
    ids=["one", "other", "no-rel", "elsewhere", "not-there", "no-address"],
)
def test_what_only_one_side_says_is_told_as_that(two, one, other, expected):
    said = say(two, one, other)
    assert (said.one_says, said.other_says) == expected


def test_a_page_may_be_shown_under_another_address_of_its_host_and_of_no_other(two):
    (first, one), (second, other) = two
    first["/@ada"] = f'<a rel="me" href="http://{other}/">x</a>'
    assert say(two, f"http://{one}/@ada", '<a rel="me" href="{one}/@ada">x</a>').other_says
    second["/elsewhere"] = f'<a rel="me" href="http://{one}/users/ada">x</a>'
    said = say(two, "http://" + other + "/elsewhere", "<p>")
    assert not said.one_says
    assert "sends on to another host" in said.told[0]


def test_what_does_not_answer_says_nothing(two):
    (_, one), _ = two
    said = asyncio.run(both_say(Door(near=[one]), Public(f"http://{one}/none", ()), Public("", ())))
    assert (said.one_says, said.other_says) == (False, False)
    assert said.told == (f"{one} answered 404.", "It has no public page of its own that could be looked at.")
    said = asyncio.run(both_say(Door(), Public(f"https://{one}/", ()), Public("https://169.254.169.254/", ())))
    assert "inside a network" in said.told[1]


def test_an_account_of_bluesky_speaks_by_the_host_of_a_handle_that_holds_both_ways():
    with lying_server() as server, name_server() as names:
        where = Directories(server.base, names.place)

        def public():
            return asyncio.run(public_of(Door(near=[server.place]), "bluesky", ADA, where))

        assert public() == Public("", (f"https://bsky.app/profile/{ADA}",))
        names.texts = {"_atproto.ada.test": [f"did={ADA}"]}
        assert public().page == "https://ada.test/"
        assert "https://bsky.app/profile/ada.test" in public().addresses


def test_an_account_whose_id_is_no_address_has_no_page():
    where = Directories()
    assert asyncio.run(public_of(Door(), "github", "583231", where)) == Public("", ())
    own = "https://m.example/users/ada"
    assert asyncio.run(public_of(Door(), "mastodon", own, where)) == Public(own, (own,))
