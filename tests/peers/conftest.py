"""What listens to the servers that are not ours, and who speaks there."""

from __future__ import annotations

import hashlib
import subprocess
import sys

import pytest

from peers.servers import HERE, PEERS, Account

__all__ = ["HERE", "PEERS", "Account"]


@pytest.fixture(scope="session")
def jetstream(pds):
    """The bridge to Jetstream's form, fed by the real server; tells its address."""
    firehose = pds.replace("http", "ws", 1) + "/xrpc/com.atproto.sync.subscribeRepos?cursor=0"
    running = subprocess.Popen([sys.executable, str(HERE / "bridge.py"), firehose], stdout=subprocess.PIPE, text=True)
    try:
        yield f"ws://127.0.0.1:{running.stdout.readline().strip()}"
    finally:
        running.terminate()
        running.wait(10)
        running.stdout.close()


@pytest.fixture(scope="module")
def people(pds, request):
    """Three accounts of this file alone: whom we listen for, and two who speak."""
    file = hashlib.sha256(request.module.__name__.encode()).hexdigest()[:6]
    return [Account(pds, f"{name}-{file}") for name in ("ines", "adalovely", "bonnie")]
