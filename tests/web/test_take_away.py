"""Everything taken away from the desk: one file, for its owner alone, of which nothing stays behind."""

from __future__ import annotations

import asyncio
import io
import json
import zipfile

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import AsyncClient

from amends.actions import export_archive
from web import pages_story

pytestmark = pytest.mark.django_db(transaction=True)
PAGE, FILE = "/desk/take-away/", "/desk/take-away/file/"


@pytest.fixture
def signed_in():
    client = AsyncClient()
    client.force_login(User.objects.create_user("ines"), backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def taken(client):
    """Press the button, and return the answer and all that arrives."""

    async def press():
        answer = await client.post(FILE)
        if not answer.streaming:
            return answer, answer.content
        return answer, b"".join([piece async for piece in answer.streaming_content])

    return asyncio.run(press())


def left_behind():
    return sorted(path.name for path in settings.AMENDS_DATA.glob(f"{export_archive.PREFIX}*"))


def test_all_of_it_arrives_as_one_file_without_names(signed_in):
    pages_story.storm()
    answer, sent = taken(signed_in)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/zip")
    assert answer["Content-Disposition"] == 'attachment; filename="amends-2026-03-12.zip"'
    assert (int(answer["Content-Length"]), answer["Cache-Control"]) == (len(sent), "no-store")
    archive = zipfile.ZipFile(io.BytesIO(sent))
    assert archive.testzip() is None
    listed = set(archive.namelist())
    assert {"amends-2026-03-12/README.txt", "amends-2026-03-12/posts.jsonl"} <= listed
    told = json.loads(archive.read("amends-2026-03-12/manifest.json"))
    assert (told["names"], told["addresses"]) == (False, False)
    files = {f"amends-2026-03-12/{file['name']}" for file in told["files"]}
    assert files == listed - {"amends-2026-03-12/manifest.json"}
    assert left_behind() == []


def test_a_stranger_gets_nothing():
    answer = asyncio.run(AsyncClient().post(FILE))
    assert answer["Location"].startswith("/accounts/login/")


def test_the_page_offers_it_and_asking_for_the_file_does_not_make_it(desk):
    shown = desk.get(PAGE).content.decode()
    assert "Take everything with you" in shown
    assert "It is private." in shown
    assert desk.get(FILE).status_code == 405


def test_what_a_killed_process_left_is_cleared_away(signed_in):
    left = settings.AMENDS_DATA / f"{export_archive.PREFIX}abc"
    left.mkdir()
    (left / "posts.jsonl").write_text('{"text": "A walrus paid."}', encoding="utf-8")
    assert taken(signed_in)[0].status_code == 200
    assert left_behind() == []


def test_a_second_press_waits_for_the_first(signed_in):
    with export_archive._under_way:
        answer, sent = taken(signed_in)
    assert answer.status_code == 409
    assert "put together already" in sent.decode()
    assert taken(signed_in)[0].status_code == 200


def test_a_full_disk_is_told_in_a_sentence_and_leaves_nothing(signed_in, monkeypatch):
    def full(*_anything):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr(zipfile.ZipFile, "write", full)
        answer, sent = taken(signed_in)
    assert answer.status_code == 503
    assert "No space left on device. Nothing is left of it" in sent.decode()
    assert left_behind() == []
    assert taken(signed_in)[0].status_code == 200


def test_who_leaves_while_it_arrives_leaves_no_file(signed_in):
    async def leave():
        answer = await signed_in.post(FILE)
        pieces = aiter(answer.streaming_content)
        await anext(pieces)
        await pieces.aclose()

    asyncio.run(leave())
    assert left_behind() == []
