"""The pieces that an open desk fetches when it is told that something changed."""

from __future__ import annotations

import pytest

from amends.core.vocabulary import HOUR
from amends.store import models
from web import pages_story


def test_news_counts_the_new_voices_and_never_sends_them(desk, storm):
    html = desk.get("/desk/news/?case=7&seen=232").content.decode()
    assert "6 new voices." in html
    assert '<a href="/desk/?case=7">Show them</a>' in html
    assert 'hx-target="#live-people" hx-swap="innerHTML">131 people<' in html
    assert "Tobias Wren" not in html


@pytest.mark.parametrize("seen", ["238", "999", "x", ""])
def test_nothing_new_is_said_with_nothing(desk, storm, seen):
    html = desk.get(f"/desk/news/?case=7&seen={seen}").content.decode()
    assert ("new voice" in html) is (seen in ("x", ""))


def test_a_quiet_desk_learns_that_a_case_was_opened(desk, storm):
    html = desk.get("/desk/news/?case=0&seen=0").content.decode()
    assert "A case was opened: people object to what you did." in html


def test_an_ended_case_has_no_news(desk, storm):
    models.Case.objects.update(life="dismissed", ended_at=pages_story.NOW - HOUR)
    assert "<p>" not in desk.get("/desk/news/?case=7&seen=0").content.decode()
