from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import amends.engine
from amends.core.vocabulary import Stance
from amends.engine.packaged_reader import load

WEIGHTS = Path(amends.engine.__file__).parent / "weights" / "reader.npz"


def test_the_weights_stay_small() -> None:
    assert WEIGHTS.stat().st_size < 4_000_000


def test_the_weights_hold_arrays_and_no_pickled_code() -> None:
    with np.load(WEIGHTS, allow_pickle=False) as arrays:
        assert all(arrays[name].dtype.kind in "iuf" for name in arrays.files)


def test_it_is_loaded_once() -> None:
    assert load() is load()


@pytest.mark.parametrize(
    "text",
    [
        "This is terrible, please revert it.",
        "You lied to us and nobody asked us.",
        "Why did you sell our data?",
        "I'm sick of your adverts. Unfollowed.",
    ],
)
def test_plain_objections_are_read_as_objecting(text: str) -> None:
    reading = load().read(text)
    assert reading.stance is Stance.OBJECTS
    assert reading.grounds


@pytest.mark.parametrize(
    "text",
    [
        "best game ever, thank you",
        "10/10",
        "❤️ love this",
        "Happy birthday!",
        "haha that cat",
        "good morning everyone",
        "Great talk, thank you!",
        "lol",
        "see you tomorrow",
        "thanks for sharing!",
    ],
)
def test_praise_and_small_talk_are_no_protest(text: str) -> None:
    assert load().read(text).stance in {Stance.NEUTRAL, Stance.SUPPORTS}


def test_a_plain_question_is_a_question() -> None:
    assert load().read("What time does the talk start tomorrow?").stance is Stance.QUESTIONS


def test_a_quoted_opponent_is_not_the_author() -> None:
    text = "Great talk, thank you!"
    assert load().read(f"{text}\n> You lied to us, shame on you.") == load().read(text)


def test_the_same_words_read_the_same_in_a_fresh_process() -> None:
    text = "You promised us there would be no ads, and here we are."
    script = f"from amends.engine.packaged_reader import load; print(load().read({text!r}))"
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert told.strip() == repr(load().read(text))


def test_one_post_and_many_give_the_same_bytes() -> None:
    texts = [f"{'You promised ' * (n % 5)}no ads {n} {'!' * (n % 3)} thanks {'why? ' * (n % 2)}" for n in range(700)]
    assert load().read_many(texts) == [load().read(text) for text in texts]
