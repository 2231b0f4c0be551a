"""A drill through a running site, to a real receiver; and a message that outlives a kill -9."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time

import pytest

from cli.processes import PATIENCE, Running, amends, surroundings
from worker.receivers import web_server

ADD = """
import django; django.setup()
from amends import clock
from amends.actions import line
from amends.actions.deliver import send_test
from amends.actions.ways import Asked, add_way
from amends.core.case.telling import Way
way = line.do(clock.now, add_way, Asked("webhook", "my phone", {place!r}, "", True), Way(), clock.now())
if {test}: line.do(clock.now, send_test, way, clock.now())
"""


def add(data, place, *, test=False):
    env = surroundings() | {"AMENDS_DATA": str(data), "DJANGO_SETTINGS_MODULE": "amends.settings"}
    code = ADD.format(place=place, test=test)
    subprocess.run([sys.executable, "-c", code], env=env, check=True, timeout=PATIENCE)


def site(data):
    return Running("up", "--data", data, "--port", "0")


def until(true):
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)


@pytest.mark.once
def test_a_drill_reaches_the_phone_and_a_message_outlives_a_kill(tmp_path):
    in_all = r"Alarm, until it was taken for my phone \(Signed webhook\), in all +\d+\.\d\d s"
    with web_server(200) as (place, came), web_server(None) as (deaf, heard), site(tmp_path) as up:
        up.find(r"amends is up: (\S+)")
        refused = amends("drill", "--data", tmp_path)
        assert (refused.returncode, "Nobody is told at once yet" in refused.stderr) == (1, True)
        add(tmp_path, place)
        drilled = amends("drill", "--data", tmp_path)
        assert drilled.returncode == 0, drilled.stdout + drilled.stderr
        assert re.search(in_all, drilled.stdout)
        assert b"Drill: 8 people object" in came[0].body
        add(tmp_path, deaf, test=True)
        until(lambda: heard)
        os.kill(up.process.pid, signal.SIGKILL)
        up.process.wait()
    port = int(deaf.rsplit(":", 1)[1])
    with web_server(200, port=port) as (_, again), site(tmp_path) as up:
        up.find(r"amends is up: (\S+)")
        until(lambda: again)
    assert again[0].headers["webhook-id"] == heard[0].headers["webhook-id"]


def test_where_no_site_runs_this_is_said(tmp_path):
    refused = amends("drill", "--data", tmp_path)
    assert (refused.returncode, "none is running here" in refused.stderr) == (1, True)
