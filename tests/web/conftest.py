"""What page tests share: the story's clock, and an owner who is signed in."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from amends import clock
from web import pages_story

PASSWORD = "a sentence only she would say"


@pytest.fixture(autouse=True)
def evening():
    """Live at 23:48 of the invented evening: a story that plays at no speed worth naming."""
    start = pages_story.NOW
    with clock.following(clock.Story(start=start, end=start + 1, speed=1e-9, began=clock.real())):
        yield start


@pytest.fixture
def owner(db):
    return User.objects.create_user("ines", password=PASSWORD)


@pytest.fixture
def desk(client, owner):
    client.force_login(owner, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client
