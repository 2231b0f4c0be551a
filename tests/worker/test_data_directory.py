from __future__ import annotations

import os
import stat

import pytest

from amends.clock import Story
from amends.worker.data_directory import KEY_FILE, hold, make_ready
from amends.worker.demo_marker import MARKER, is_demo, keep_story, kept_story, start_afresh
from amends.worker.trouble import Trouble


def test_a_fresh_one_has_a_key_for_this_user_alone(tmp_path):
    make_ready(tmp_path / "a" / "var")
    key = tmp_path / "a" / "var" / KEY_FILE
    assert len(key.read_text()) == 64
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert stat.S_IMODE(key.parent.stat().st_mode) == 0o700


def test_a_key_that_is_there_is_kept(tmp_path):
    make_ready(tmp_path)
    before = (tmp_path / KEY_FILE).read_text()
    make_ready(tmp_path)
    assert (tmp_path / KEY_FILE).read_text() == before


def test_one_that_cannot_be_made_is_told_in_a_sentence(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(Trouble, match=r"cannot be written \(not a directory\)") as caught:
        make_ready(tmp_path / "file" / "var")
    assert caught.value.code == 2


def test_only_one_process_holds_it(tmp_path):
    make_ready(tmp_path)
    with hold(tmp_path), pytest.raises(Trouble, match="Another amends is running"), hold(tmp_path):
        pass
    with hold(tmp_path):
        pass


class TestADemo:
    def test_empties_only_what_a_demo_made(self, tmp_path):
        (tmp_path / "thesis.txt").write_text("mine")
        with pytest.raises(Trouble, match="not a demo"):
            start_afresh(tmp_path)
        assert (tmp_path / "thesis.txt").read_text() == "mine"

    def test_begins_again_in_its_own(self, tmp_path):
        data = tmp_path / "var" / "demo"
        start_afresh(data)
        (data / "amends.sqlite3").write_text("old")
        (data / "more").mkdir()
        key = (data / KEY_FILE).read_text()
        start_afresh(data)
        assert {path.name for path in data.iterdir()} == {KEY_FILE, "strongbox-key", MARKER, "lock"}
        assert (data / KEY_FILE).read_text() != key

    def test_takes_an_empty_directory(self, tmp_path):
        start_afresh(tmp_path)
        assert is_demo(tmp_path)

    def test_that_runs_is_left_alone(self, tmp_path):
        start_afresh(tmp_path)
        with hold(tmp_path), pytest.raises(Trouble, match="Another amends"):
            start_afresh(tmp_path)

    def test_remembers_its_story(self, tmp_path):
        story = Story(start=1, end=9, speed=300.0, began=5)
        start_afresh(tmp_path)
        assert kept_story(tmp_path) is None
        keep_story(tmp_path, story)
        assert kept_story(tmp_path) == story
        assert kept_story(tmp_path / "elsewhere") is None


def test_the_lock_is_let_go_by_a_process_that_dies(tmp_path):
    make_ready(tmp_path)
    child = os.fork()
    if not child:
        with hold(tmp_path):
            os._exit(0)
    os.waitpid(child, 0)
    with hold(tmp_path):
        pass
