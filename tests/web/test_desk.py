"""What the owner sees on the desk."""

from __future__ import annotations

from web import pages_story


def test_a_storm_answers_the_three_questions(desk):
    pages_story.storm()
    page = desk.get("/desk/").content.decode()
    assert "131 people" in page
    assert "Tobias Wren" in page
    assert "Say you saw it." in page
