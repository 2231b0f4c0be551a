"""“Unsure” is an answer that the desk shows, with a way to look at those it is said of."""

from __future__ import annotations

from amends.store import models


def doubt(storm, chance, stance):
    voice = storm.voices.filter(stance=stance).first()
    models.Voice.objects.filter(pk=voice.pk).update(chance=chance, unsure=True)
    return voice


def test_the_desk_says_of_how_many_it_is_unsure(desk, storm):
    assert "unsure" not in desk.get("/desk/").content.decode()
    named, _ = doubt(storm, 0.6, "objects"), doubt(storm, 0.35, "supports")
    page = desk.get("/desk/").content.decode()
    assert "Of 2 people it is unsure whether they object (counted among those who do: 1)." in page
    assert "Unsure 2</a>" in page
    listed = desk.get("/desk/voices/?stance=unsure&case=7").content.decode()
    assert listed.count("unsure: perhaps objects") == 2
    assert named.name in listed
