"""The demo as a newcomer starts it, killed in the middle of the storm, and gone on with."""

from __future__ import annotations

import http.cookiejar
import re
import signal
import sqlite3
import time
import urllib.parse
import urllib.request
from contextlib import closing

import pytest
from django.db import connections

from amends import demo
from amends.actions.hear import hear
from amends.connectors.archive import read_archive
from amends.store import databases, models
from amends.worker.story import load_story
from cli.processes import PATIENCE, Running, amends


class Browser:
    """Somebody who clicks: cookies, forms and an open live page."""

    def __init__(self) -> None:
        self.jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))

    def get(self, address: str) -> str:
        with self.opener.open(address, timeout=PATIENCE) as answer:
            return answer.read().decode()

    def press(self, address: str) -> str:
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.get(address))
        form = urllib.parse.urlencode({"csrfmiddlewaretoken": token[1]}).encode()
        request = urllib.request.Request(address, form, {"Referer": address})
        with self.opener.open(request, timeout=PATIENCE) as answer:
            return answer.read().decode()

    def open_live(self, address: str):
        return self.opener.open(f"{address}/live/desk", timeout=PATIENCE)


def ask(data, question):
    with closing(sqlite3.connect(data / "amends.sqlite3")) as look:
        return look.execute(question).fetchall()


def kept(alias):
    """What the storm came to, in the database of this name."""
    alerts = models.Alert.objects.using(alias).order_by("at", "channel")
    voices = models.Voice.objects.using(alias).order_by("person__key")
    readings = models.Reading.objects.using(alias).order_by("at", "post__origin_id")
    state = models.AlarmState.objects.using(alias).get()
    return {
        "alerts": list(alerts.values_list("channel", "at", "people", "objecting", "first_objection_at", "escalation")),
        "evidence": [sorted(alert.evidence.values_list("post__origin_id", flat=True)) for alert in alerts],
        "voices": list(
            voices.values_list("person__key", "stance", "heat", "grounds", "first_at", "posts", "said__post__origin_id")
        ),
        "readings": list(readings.values_list("post__origin_id", "at", "stance", "person__key")),
        "state": (bytes(state.state), state.upto),
        "cases": list(models.Case.objects.using(alias).values_list("number", "life", "noticed_at", "public")),
    }


def uncut():
    """The same story, heard at once and in this process."""
    load_story()
    posts = [post for batch in read_archive(demo.STORM_DAY) for post in batch.posts]
    last = max(post.created_at for post in posts)
    hear(models.Source.objects.get(), posts, "end", last, finished=True)
    return kept("default")


@pytest.fixture
def file_database():
    """A second database, to be read where a site left it."""

    def look(data):
        defaults = connections.databases["default"]
        connections.databases["left"] = {**defaults, **databases.sqlite(data)}
        return kept("left")

    yield look
    connections["left"].close()
    del connections["left"], connections.databases["left"]


@pytest.mark.django_db(databases=["default"])
def test_the_story_survives_a_kill_and_ends_as_if_nothing_had_happened(tmp_path, file_database):
    data = tmp_path / "demo"
    with Running("demo", "--data", data, "--port", "0", "--speed", "1800", "--no-open") as running:
        address = running.find(r"The site:\s+(\S+)")
        link = running.find(r"desk as owner:\s+(\S+)")
        browser = Browser()
        assert "Ines Marlow" in browser.press(link)
        with browser.open_live(address) as live:
            assert live.readline() == b"retry: 3000\n"
            told = running.find(r"(\d\d:\d\d  The alarm: .*)")
            assert f"{address}/cases/1/" in told
            assert 'href="/cases/1/"' in browser.get(f"{address}/")
            running.process.kill()
            running.process.wait()
    (cursor,) = ask(data, "SELECT cursor FROM store_source")[0]
    assert 0 < int(cursor) < demo.STORM_DAY.stat().st_size

    with Running("up", "--data", data, "--port", "0") as running:
        address = running.find(r"amends is up: (\S+)")
        until = time.monotonic() + PATIENCE
        while ask(data, "SELECT state FROM store_source") != [("finished",)]:
            assert time.monotonic() < until, running.said
            time.sleep(0.2)
        with browser.open_live(address) as live:
            assert live.readline() == b"retry: 3000\n"
            began = time.monotonic()
            assert running.leave(signal.SIGTERM) == 0
            assert time.monotonic() - began < 8
        assert "Traceback" not in running.said

    ended = file_database(data)
    assert ask(data, "PRAGMA integrity_check") == [("ok",)]
    assert ask(data, "SELECT count(*) FROM store_alert WHERE sent_at IS NULL") == [(0,)]
    expected = uncut()
    for part, value in expected.items():
        assert ended[part] == value, part


def test_a_directory_that_is_no_demo_is_left_alone(tmp_path):
    (tmp_path / "thesis.txt").write_text("mine")
    ended = amends("demo", "--data", tmp_path, "--no-open")
    assert ended.returncode == 2
    assert "not a demo" in ended.stderr
    assert (tmp_path / "thesis.txt").exists()
