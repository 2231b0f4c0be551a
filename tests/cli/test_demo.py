"""The demo as a newcomer starts it, killed in the middle of the storm, and gone on with."""

from __future__ import annotations

import http.cookiejar
import signal
import sqlite3
import time
import urllib.request
from contextlib import closing

import pytest

from amends import demo
from amends.actions.hear import hear
from amends.connectors.archive import read_archive
from amends.store import models
from amends.worker.story import load_story
from cli.kept import kept, kept_in
from cli.processes import PATIENCE, Running, amends

DAY = "The story''s day"
"""The source of the storm, as SQL writes it."""


class Browser:
    """Somebody who clicks: cookies, forms and an open live page."""

    def __init__(self) -> None:
        self.jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))

    def get(self, address: str) -> str:
        with self.opener.open(address, timeout=PATIENCE) as answer:
            return answer.read().decode()

    def open_live(self, address: str):
        return self.opener.open(f"{address}/live/desk", timeout=PATIENCE)


def ask(data, question):
    with closing(sqlite3.connect(data / "amends.sqlite3")) as look:
        return look.execute(question).fetchall()


def uncut(reached):
    """The same story, heard at once and in this process, by a source that came as far."""
    load_story()
    posts = [post for batch in read_archive(demo.STORM_DAY) for post in batch.posts]
    hear(models.Source.objects.get(name=DAY.replace("''", "'")), posts, "end", reached, finished=True)
    return kept()


@pytest.mark.django_db
def test_the_story_survives_a_kill_and_ends_as_if_nothing_had_happened(tmp_path):
    data = tmp_path / "demo"
    with Running("demo", "--data", data, "--port", "0", "--speed", "3600", "--no-open") as running:
        address = running.find(r"The site:\s+(\S+)")
        link = running.find(r"desk as owner:\s+(\S+)")
        browser = Browser()
        assert "Ines Marlow" in browser.get(link)
        with browser.open_live(address) as live:
            assert live.readline() == b"retry: 3000\n"
            told = running.find(r"(\d\d:\d\d  The alarm: .*)")
            assert f"{address}/cases/1/" in told
            assert 'href="/cases/1/"' in browser.get(f"{address}/")
            running.process.kill()
            running.process.wait()
    (cursor,) = ask(data, f"SELECT cursor FROM store_source WHERE name = '{DAY}'")[0]
    assert 0 < int(cursor) < demo.STORM_DAY.stat().st_size

    # The day after is another half minute of waiting, and no other test of this.
    with closing(sqlite3.connect(data / "amends.sqlite3")) as change:
        change.execute(f"UPDATE store_source SET state = 'finished' WHERE name <> '{DAY}'")
        change.commit()
    with Running("up", "--data", data, "--port", "0") as running:
        address = running.find(r"amends is up: (\S+)")
        until = time.monotonic() + PATIENCE
        unsent = "SELECT count(*) FROM store_alert WHERE sent_at IS NULL"
        while ask(data, "SELECT DISTINCT state FROM store_source") != [("finished",)] or ask(data, unsent) != [(0,)]:
            assert time.monotonic() < until, running.said
            time.sleep(0.2)
        with browser.open_live(address) as live:
            assert live.readline() == b"retry: 3000\n"
            began = time.monotonic()
            assert running.leave(signal.SIGTERM) == 0
            assert time.monotonic() - began < 8
        assert "Traceback" not in running.said

    ended = kept_in(data)
    assert ask(data, "PRAGMA integrity_check") == [("ok",)]
    assert ask(data, "SELECT count(*) FROM store_alert WHERE sent_at IS NULL") == [(0,)]
    ((reached,),) = ask(data, f"SELECT last_heard_at FROM store_source WHERE name = '{DAY}'")
    expected = uncut(reached)
    for part, value in expected.items():
        assert ended[part] == value, part


def test_a_directory_that_is_no_demo_is_left_alone(tmp_path):
    (tmp_path / "thesis.txt").write_text("mine")
    ended = amends("demo", "--data", tmp_path, "--no-open")
    assert ended.returncode == 2
    assert "not a demo" in ended.stderr
    assert (tmp_path / "thesis.txt").exists()


def test_the_whole_story_is_played_at_once_and_a_stranger_can_check_it(tmp_path):
    out = tmp_path / "case.json"
    told = amends("demo", "--data", tmp_path / "demo", "--export", out)
    assert told.returncode == 0, told.stderr
    assert "amends verify" in told.stdout
    checked = amends("verify", out)
    assert (checked.returncode, "Nothing was changed" in checked.stdout) == (0, True)
    document = out.read_bytes()
    assert b"@" not in document.replace(b"@ines.example", b"").split(b'"openings"')[0]
    place = document.index(b"Adaeze Holm")
    (tmp_path / "edited.json").write_bytes(document[:place] + b"Adaeze Hulm" + document[place + 11 :])
    edited = amends("verify", tmp_path / "edited.json")
    assert edited.returncode == 1
    assert "entry" in edited.stdout + edited.stderr
    half_a_year_later(tmp_path / "demo" / "amends.sqlite3")


def half_a_year_later(database):
    """The story ends as it should: what was owed is done, one thing late, and the next mistake is stopped."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as held:
        ((life,),) = held.execute("SELECT life FROM store_case")
        duties = held.execute("SELECT number, done_at > due_at, missed_at NOT NULL FROM store_duty WHERE due_at")
        late = {number: (bool(late), bool(missed)) for number, late, missed in duties}
        fired = held.execute(
            "SELECT g.number, f.overridden_at FROM store_firing f JOIN store_guard g ON g.id = f.guard_id"
        )
        firings = sorted(fired)
        ((others,),) = held.execute("SELECT count(*) FROM store_share")
    assert life == "closed"
    assert late == {1: (False, False), 2: (False, False), 3: (True, True), 4: (False, False)}
    assert others == 24, "with Ines Marlow, the twenty-five"
    assert firings == [(1, None), (2, None)], "both speak up at the letter, neither at the page next door"
