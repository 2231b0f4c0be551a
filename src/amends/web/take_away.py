"""The desk's page for taking everything away: what is in the file, what never is, and the file itself."""

from __future__ import annotations

import asyncio
import sqlite3
from typing import IO, TYPE_CHECKING, Final

from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.db import DatabaseError, connection
from django.http import StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from amends import clock
from amends.actions.export_archive import UnderWay, export_archive
from amends.store.models import Case, Post
from amends.web import words
from amends.web.desk import around

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from django.http import HttpRequest, HttpResponse

    from amends.core.vocabulary import Instant

CHUNK: Final = 1 << 18
NOTHING_LEFT: Final = (
    "The file could not be put together: {why}. Nothing is left of it, and the site has all that it had. "
    "It needs three to four times the size of the database free on the site’s disk: make room, and press again."
)


@login_required
@require_safe
def take_away(request: HttpRequest) -> HttpResponse:
    """Say what can be taken away and what stays, and offer it."""
    return _page(request)


@login_required
@require_POST
async def taken_away(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """Put everything together and hand it out; the site goes on answering meanwhile."""
    now = clock.now()
    name = f"amends-{words.moment(now, timezone.get_current_timezone()):%Y-%m-%d}"
    try:
        file, size = await asyncio.to_thread(_made, name, now)
    except UnderWay as refused:
        return await sync_to_async(_page)(request, str(refused), 409)
    except (OSError, sqlite3.Error, DatabaseError) as error:
        why = getattr(error, "strerror", None) or str(error)
        return await sync_to_async(_page)(request, NOTHING_LEFT.format(why=why), 503)
    answer = StreamingHttpResponse(_handed_out(file), content_type="application/zip")
    answer.headers["Content-Length"] = str(size)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.zip"'
    return answer


def _page(request: HttpRequest, wrong: str = "", status: int = 200) -> HttpResponse:
    held = f"{words.count(Post.objects.count(), 'post')} and {words.count(Case.objects.count(), 'case')}"
    page = {**around("account"), "held": held, "wrong": wrong}
    return render(request, "amends/take_away.html", page, status=status)


def _made(name: str, now: Instant) -> tuple[IO[bytes], int]:
    """Make the file in a thread of its own, which ends with its connection to the database."""
    try:
        file = export_archive(settings.AMENDS_DATA, name, now)
    finally:
        connection.close()
    size = file.seek(0, 2)
    file.seek(0)
    return file, size


async def _handed_out(file: IO[bytes]) -> AsyncIterator[bytes]:
    with file:
        while chunk := await asyncio.to_thread(file.read, CHUNK):
            yield chunk
