"""What page tests share: the story's clock, and an owner who is signed in."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.db import transaction

from amends import clock
from amends.store.models import Case
from web import pages_story, since_story


@pytest.fixture(autouse=True)
def evening():
    """Live at 23:48 of the invented evening: a story that plays at no speed worth naming."""
    start = pages_story.NOW
    with clock.following(clock.Story(start=start, end=start + 1, speed=1e-9, began=clock.real())):
        yield start


@pytest.fixture
def owner(db):
    return User.objects.create_user("ines")  # without a password: hashing one takes half a second


@pytest.fixture
def desk(client, owner):
    client.force_login(owner, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture(scope="module")
def _evening_told(django_db_setup, django_db_blocker):
    """Tell the storm once for a module; each test's changes are undone to here."""
    with django_db_blocker.unblock(), transaction.atomic():
        case = pages_story.storm()
        yield case.pk
        transaction.set_rollback(True)


@pytest.fixture
def storm(_evening_told, db):
    """The case of the invented evening, as it stands at 23:48."""
    return Case.objects.select_related("subject").get(pk=_evening_told)


@pytest.fixture(scope="module")
def _weeks_told(django_db_setup, django_db_blocker):
    """Tell the ten weeks after the storm once for a module."""
    start = pages_story.NOW
    story = clock.Story(start=start, end=start + 1, speed=1e-9, began=clock.real())
    with django_db_blocker.unblock(), transaction.atomic(), clock.following(story):
        case = since_story.told()
        yield case.pk
        transaction.set_rollback(True)


@pytest.fixture
def ten_weeks(_weeks_told, db):
    """The case of the invented evening, as it stands ten weeks later."""
    at = since_story.LATER
    clock.follow(clock.Story(start=at, end=at + 1, speed=1e-9, began=clock.real()))
    return Case.objects.select_related("subject").get(pk=_weeks_told)
