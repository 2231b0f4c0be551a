"""The whole of Bluesky's network on this machine alone: PostgreSQL and Redis of its own, and its servers upon them."""

from __future__ import annotations

import json
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path

PATIENCE = 240.0
"""Seconds in which a machine that is busy with other things has started it."""


class NotInstalled(Exception):
    """Something this network stands on is missing; the message says what, and how it is had."""


def postgresql_programs():
    """Tell where this machine keeps PostgreSQL's own programs; raises `NotInstalled`."""
    known = [Path(asked) for asked in (_told("pg_config", "--bindir"),) if asked]
    known += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    for place in known:
        if (place / "initdb").exists() and (place / "postgres").exists():
            return place
    raise NotInstalled("PostgreSQL is not installed. On Debian: apt-get install postgresql.")


def _told(*command):
    if shutil.which(command[0]) is None:
        return ""
    return subprocess.run(command, check=False, capture_output=True, text=True).stdout.strip()


@contextmanager
def postgresql():
    """Start a cluster of our own, in a folder that is gone afterwards; gives its address. It may not be run by root."""
    programs, port = postgresql_programs(), free_port()
    folder = Path(tempfile.mkdtemp(prefix="amends-network-"))
    owner = {}
    if os.geteuid() == 0:
        who = next(each for each in pwd.getpwall() if each.pw_name in ("postgres", "nobody"))
        os.chown(folder, who.pw_uid, who.pw_gid)
        owner = {"user": who.pw_uid, "group": who.pw_gid, "extra_groups": []}
    try:
        _run([programs / "initdb", "-D", folder / "data", "-U", "postgres", "-A", "trust", "--no-sync"], folder, owner)
        settings = {"listen_addresses": "127.0.0.1", "port": port, "unix_socket_directories": folder, "fsync": "off"}
        options = [part for key, value in settings.items() for part in ("-c", f"{key}={value}")]
        with _server([programs / "postgres", "-D", folder / "data", *options], port, cwd=folder, **owner):
            yield f"postgresql://postgres@127.0.0.1:{port}/postgres"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(command, folder, owner):
    done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=folder, **owner)
    assert done.returncode == 0, done.stderr


@contextmanager
def redis():
    """Start a Redis that keeps nothing; gives its host and port."""
    program = shutil.which("redis-server") or shutil.which("valkey-server")
    if program is None:
        raise NotInstalled("Redis is not installed. On Debian: apt-get install redis-server.")
    port = free_port()
    with _server([program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"], port):
        yield f"127.0.0.1:{port}"


@contextmanager
def _server(command, port, **how):
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **how)
    try:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and running.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.05)
        assert running.poll() is None, f"{command[0]} did not start"
        yield running
    finally:
        end(running)


def end(running):
    """End a process of ours, kindly and then not."""
    running.terminate()
    try:
        running.wait(30)
    except subprocess.TimeoutExpired:
        running.kill()
        running.wait()


def free_port():
    """Tell a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        return found.getsockname()[1]


class Network:
    """The running network: addresses of its servers, and what its moderators can be asked to do."""

    def __init__(self, running, told):
        self._running = running
        self.pds, self.appview, self.ozone = told["pds"], told["appview"], told["ozone"]

    def take_down(self, **what):
        """Have the moderators take down an account (``did``) or a post (``uri`` and ``cid``)."""
        self._running.stdin.write(json.dumps({"takedown": what}) + "\n")
        self._running.stdin.flush()
        done = self._running.stdout.readline()
        assert done.startswith("DONE "), done


@contextmanager
def full_network(node):
    """Start all of it; ``node`` runs a script of `atproto/` with more in its environment."""
    with ExitStack() as stack:
        database, cache = stack.enter_context(postgresql()), stack.enter_context(redis())
        running = node("network.mjs", told=subprocess.PIPE, DB_POSTGRES_URL=database, REDIS_HOST=cache)
        stack.callback(running.stdout.close)
        stack.callback(running.stdin.close)
        stack.callback(end, running)
        while told := running.stdout.readline():
            if told.startswith("READY "):
                yield Network(running, json.loads(told.removeprefix("READY ")))
                return
        raise AssertionError("Bluesky's network did not start.")
