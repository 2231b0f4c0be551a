from __future__ import annotations

from amends.core.vocabulary import Stance
from amends.engine.packaged_reader import load


def test_what_a_text_would_stand_on_is_what_it_stands_on_where_it_objects():
    texts = ["You lied to us.", "Why did you sell our data?", "I am sick of your adverts.", "", "lol"]
    texts += [f"{text} {n}" for n in range(300) for text in texts[:3]]
    readings = load().read_many(texts)
    told = load().grounds_of(texts)
    objecting = [n for n, reading in enumerate(readings) if reading.stance is Stance.OBJECTS]
    assert objecting
    assert [told[n] for n in objecting] == [readings[n].grounds for n in objecting]
    assert len(told) == len(texts)
    assert all(told)
