"""Two sites on this machine, as their owners start them: each countersigns the other, and finds a log written anew.

Both take part in one campaign; each is handed the other's share, and lets go of it when the other has left.
"""

from __future__ import annotations

import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import closing

import pytest

from cli.processes import PATIENCE, Running, amends, surroundings

_BEGIN = """
from amends import clock
from amends.actions.add_subject import add_subject
from amends.core.vocabulary import Subject
from amends.actions.bring_share import name_site
from amends.actions.join_campaign import Own, join_campaign
subject = add_subject(Subject({name!r}, terms=({name!r},)), clock.now())
campaign = join_campaign(subject, "The phone", "", Own(), clock.now(), key="amends-campaign:" + "A" * 43)
name_site(campaign, "http://127.0.0.1:{other}", clock.now())
"""

_FORGE = """
from amends import clock
from amends.actions.record import record
from amends.store import models
for table in (models.Memory, models.Checkpoint, models.Tile, models.Entry):
    table.objects.all().delete()
models.LedgerHead.objects.update(size=0, sealed=0)
for _ in range(30):
    record("owner.action", at=clock.now(), facts={"what": "forged"})
models.Peer.objects.update(next_try_at=None)
"""

_PROGRAM = """
from pathlib import Path
from amends.cli.site import run_site
with run_site(Path({data!r}), quiet=True):
    from amends import clock
    from amends.actions.line import do
    def deed():
{deed}
    do(clock.now, deed)
"""


def done(data, deed):
    indented = "".join(f"        {line}\n" for line in deed.strip().splitlines())
    program = _PROGRAM.format(data=str(data), deed=indented)
    subprocess.run([sys.executable, "-c", program], check=True, env=surroundings(), timeout=120)


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def got(address):
    try:
        with urllib.request.urlopen(address, timeout=PATIENCE) as answer:
            return answer.read().decode()
    except urllib.error.HTTPError as error:
        error.close()
        return ""


def until(what):
    end = time.monotonic() + PATIENCE
    while not (found := what()):
        assert time.monotonic() < end
        time.sleep(0.3)
    return found


@pytest.fixture
def places(tmp_path):
    """Two data directories whose ledgers have begun, and an address for each."""
    made = {name: (tmp_path / name, free_port()) for name in ("Ada", "Ben")}
    for name, other in (("Ada", "Ben"), ("Ben", "Ada")):
        done(made[name][0], _BEGIN.format(name=name, other=made[other][1]))
    return made


def up(places, name):
    data, port = places[name]
    near = ",".join(f"127.0.0.1:{port}" for _, port in places.values())
    return Running("up", "--data", data, "--port", str(port), AMENDS_NEAR=near)


def add(places, mine, other):
    said = amends("peer", "add", f"http://127.0.0.1:{places[other][1]}", "--data", places[mine][0])
    assert said.returncode == 0, said.stderr
    return said.stdout


def ask_at_once(places, mine):
    """Let a site's peers, and its members of a campaign, have their turn now, and not in minutes or hours."""
    with closing(sqlite3.connect(places[mine][0] / "amends.sqlite3", timeout=PATIENCE)) as change:
        change.execute("UPDATE store_peer SET next_try_at = NULL")
        change.execute("UPDATE store_share SET next_try_at = 0")
        change.commit()


def brought(places, mine):
    """Tell whose shares of the campaign a site holds."""
    with closing(sqlite3.connect(places[mine][0] / "amends.sqlite3", timeout=PATIENCE)) as look:
        return [member for (member,) in look.execute("SELECT member FROM store_share")]


def test_each_countersigns_the_other_and_finds_a_log_that_was_written_anew(places):
    ada, ben = (f"http://127.0.0.1:{places[name][1]}/ledger" for name in ("Ada", "Ben"))
    with up(places, "Ben") as there:
        there.find("(amends is up)")
        with up(places, "Ada") as here:
            here.find("(amends is up)")
            assert got(f"{ben}/key").strip() in add(places, "Ada", "Ben")
            add(places, "Ben", "Ada")
            ask_at_once(places, "Ada")  # Ben did not know Ada yet when she asked first
            until(lambda: got(f"{ada}/witness/checkpoint") and got(f"{ben}/witness/checkpoint"))
            name = got(f"{ada}/key").partition("+")[0]
            listed = amends("peer", "list", "--data", places["Ada"][0])
            assert "has countersigned this ledger: " in listed.stdout
            assert "was countersigned here: " in listed.stdout
            ask_at_once(places, "Ben")
            until(lambda: (brought(places, "Ada"), brought(places, "Ben")) == (["Ben"], ["Ada"]))
            left = amends("campaign", "leave", "1", "--yes", "--data", places["Ada"][0])
            assert "within six hours" in left.stdout
            assert brought(places, "Ada") == []
            ask_at_once(places, "Ben")
            until(lambda: brought(places, "Ben") == [])
            assert here.leave(signal.SIGTERM) == 0
        before = got(f"{ben}/witness/seen/{name}")  # Ada's log may have been countersigned until she left
        assert before
        data, _ = places["Ada"]
        (data / "ledger-last").unlink()
        done(data, _FORGE)
        with up(places, "Ada") as here:
            here.find("(did not countersign our log: It answered 422)")
            assert got(f"{ada}/witness/checkpoint") == ""
            assert here.leave(signal.SIGTERM) == 0
        assert got(f"{ben}/witness/seen/{name}") == before
        assert there.leave(signal.SIGTERM) == 0
