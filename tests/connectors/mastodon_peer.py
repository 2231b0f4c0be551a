"""A server that speaks Mastodon's API, in a process of its own: `mastodon-mock`, where it is installed."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.request
from pathlib import Path

import pytest

PEERS = Path(os.environ.get("AMENDS_PEERS", Path(__file__).resolve().parents[2] / ".peers"))


def program():
    """Find the program: among the peers, or on the path."""
    installed = PEERS / "python" / "bin" / "mastodon_mock"
    return str(installed) if (PEERS / "installed").exists() and installed.exists() else shutil.which("mastodon_mock")


class Peer:
    """One server; `as_` asks it in somebody's name."""

    def __init__(self, port):
        self.place = f"127.0.0.1:{port}"
        self.base = f"http://{self.place}"
        self.people = {}

    def ask(self, method, path, token="", **body):
        asked = urllib.request.Request(
            self.base + path,
            data=json.dumps(body).encode() if body else None,
            method=method,
            headers={"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {}),
        )
        with urllib.request.urlopen(asked, timeout=10) as answer:
            return json.load(answer)

    def say(self, who, text, **more):
        return self.ask("POST", "/api/v1/statuses", f"{who}_token", status=text, **more)

    def fault(self, path, count=1, **effect):
        return self.ask("POST", "/api/v1/_mock/faults", match={"path": path}, effect=effect, count=count)


@contextlib.contextmanager
def running(folder, *, streaming=True, heartbeat=0.2):
    """Start the server with four people, each with a token of their name."""
    found = program()
    if not found:
        pytest.skip("mastodon-mock is not installed here (make peers).")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = folder / "mock.toml"
    people = "".join(
        f'[[seed.accounts]]\nusername = "{name}"\ndisplay_name = "{name.title()}"\naccess_token = "{name}_token"\n'
        for name in ("anna", "ben", "cem", "dora")
    )
    settings.write_text(
        f'domain = "127.0.0.1:{port}"\nurl_scheme = "http"\n'
        f"[streaming]\nenabled = {str(streaming).lower()}\nheartbeat_seconds = {heartbeat}\n{people}"
    )
    with (folder / "mock.log").open("wb") as log, subprocess.Popen(
        [found, "serve", "--in-memory", "--port", str(port), "--config", str(settings)],
        cwd=folder, stdout=subprocess.DEVNULL, stderr=log,
    ) as process:  # fmt: skip
        try:
            peer = Peer(port)
            _until_it_answers(peer, process, folder)
            yield peer
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()


def _until_it_answers(peer, process, folder):
    ends = time.monotonic() + 60
    while time.monotonic() < ends and process.poll() is None:
        try:
            peer.ask("GET", "/api/v1/instance")
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail(f"mastodon-mock did not start: {(folder / 'mock.log').read_text()[-500:]}")
