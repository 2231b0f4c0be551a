"""Secrets that only a file opens."""

from __future__ import annotations

import stat

import pytest

from amends.store.strongbox import KEY_FILE, DoesNotOpen, grown, lock_away, make_key, take_out
from amends.worker.data_directory import make_ready


def test_what_is_locked_away_comes_out_again_and_never_looks_the_same_twice(tmp_path):
    once, again = (lock_away(tmp_path, "channel", "päss·word") for _ in range(2))
    assert once != again
    assert "word" not in once
    assert take_out(tmp_path, "channel", once) == take_out(tmp_path, "channel", again) == "päss·word"


def test_the_key_is_made_with_the_directory_for_this_user_alone_and_kept(tmp_path):
    make_ready(tmp_path)
    key = tmp_path / KEY_FILE
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert make_key(tmp_path) == make_key(tmp_path) == bytes.fromhex(key.read_text().strip())


def test_what_grows_from_the_key_is_the_same_again_and_another_for_another_purpose(tmp_path):
    assert grown(tmp_path, "a") == grown(tmp_path, "a") != grown(tmp_path, "b")
    assert len(grown(tmp_path, "a")) == 32


def test_it_opens_for_its_own_purpose_alone(tmp_path):
    locked = lock_away(tmp_path, "channel", "secret")
    with pytest.raises(DoesNotOpen, match="does not open"):
        take_out(tmp_path, "bluesky", locked)


@pytest.mark.parametrize("place", range(3, 60, 7))
def test_one_changed_letter_is_found(tmp_path, place):
    locked = lock_away(tmp_path, "channel", "a secret of some length")
    changed = locked[:place] + ("A" if locked[place] != "A" else "B") + locked[place + 1 :]
    with pytest.raises(DoesNotOpen):
        take_out(tmp_path, "channel", changed)


@pytest.mark.parametrize("locked", ["", "s1.", "plain words", "s1.AAAA", "s1.ä"])
def test_what_was_never_locked_away_does_not_open(tmp_path, locked):
    make_key(tmp_path)
    with pytest.raises(DoesNotOpen):
        take_out(tmp_path, "channel", locked)


def test_a_lost_or_damaged_key_is_told_in_a_sentence_and_never_written_over(tmp_path):
    locked = lock_away(tmp_path, "channel", "secret")
    (tmp_path / KEY_FILE).write_text("not a key")
    for asked in (lambda: take_out(tmp_path, "channel", locked), lambda: lock_away(tmp_path, "channel", "new")):
        with pytest.raises(DoesNotOpen, match="64 hexadecimal digits"):
            asked()
    assert (tmp_path / KEY_FILE).read_text() == "not a key"
    (tmp_path / KEY_FILE).unlink()
    with pytest.raises(DoesNotOpen, match="not in the data directory"):
        take_out(tmp_path, "channel", locked)
    assert not (tmp_path / KEY_FILE).exists()
