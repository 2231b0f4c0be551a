"""A process that dies between sending and saving leaves one post and not two, on both networks."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import urllib.parse
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from amends.connectors.bluesky_records import POST
from connectors import mastodon_peer

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def mastodon(tmp_path_factory):
    with mastodon_peer.running(tmp_path_factory.mktemp("killed"), streaming=False) as running:
        yield running


def run(directory, near, *given):
    paths = os.pathsep.join([str(ROOT / "tests"), *sys.path])
    around = os.environ | {"AMENDS_NEAR": near, "PYTHONPATH": paths}
    command = [sys.executable, str(ROOT / "tests" / "peers" / "speaking_site.py"), str(directory), *given]
    return subprocess.run(command, env=around, capture_output=True, text=True, timeout=120, check=False)


def kept(directory, network):
    """Return the names under which the site knows its posts on a network, in their order."""
    asked = (
        "select p.name from store_spokenpost p join store_speech s on s.id = p.speech_id"
        " join store_ownaccount a on a.id = s.account_id where a.network = ? order by p.number"
    )
    with sqlite3.connect(next(Path(directory).glob("*.sqlite3"))) as database:
        return [name for (name,) in database.execute(asked, [network])]


def test_after_a_kill_it_stands_once(tmp_path, pds, people, mastodon):
    bonnie, site = people[2], tmp_path / "site"
    query = urllib.parse.urlencode({"repo": bonnie.did, "collection": POST, "limit": 100})

    def on_bluesky():
        with urllib.request.urlopen(f"{pds}/xrpc/com.atproto.repo.listRecords?{query}", timeout=30) as answer:
            return {one["uri"] for one in json.load(answer)["records"]}

    before = on_bluesky()
    password = bonnie.call("com.atproto.server.createAppPassword", {"name": "killed"})["password"]
    anna = mastodon.ask("GET", "/api/v1/accounts/verify_credentials", "anna_token")
    accounts = json.dumps(
        [
            ("bluesky", pds, bonnie.did, "", {"password": password}),
            ("mastodon", mastodon.base, anna["uri"], anna["id"], {"token": "anna_token"}),
        ]
    )
    near = f"{urlsplit(pds).netloc},{mastodon.place}"
    made = run(site, near, "prepare", accounts)
    assert made.returncode == 0, made.stderr
    # The first posts are saved, the second ones are sent and not saved.
    died = run(site, near, "die", "2")
    assert died.returncode == -signal.SIGKILL, died.stderr
    done = run(site, near, "live", "")
    assert done.returncode == 0, done.stderr

    there = mastodon.ask("GET", f"/api/v1/accounts/{anna['id']}/statuses?limit=40", "anna_token")
    assert [one["uri"] for one in reversed(there)] == kept(site, "mastodon")
    assert on_bluesky() - before == set(kept(site, "bluesky"))
    assert [len(kept(site, network)) for network in ("bluesky", "mastodon")] == [2, 2]
