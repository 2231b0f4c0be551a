"""Tell the pages that the owner's words link to that they do (Webmention): where she said so, and not before."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from django.db import transaction

from amends.core.statement.links import links_of
from amends.core.vocabulary import MINUTE
from amends.store import models

if TYPE_CHECKING:
    from amends.core.vocabulary import Instant

MOST: Final = 50
"""Pages that are told of one page of ours."""

TRIES: Final = 4
AGAIN: Final = 5 * MINUTE
LONGEST: Final = 2_000
"""Signs of an address."""


@dataclass(frozen=True, slots=True)
class Due:
    """A page to be told: the row, our page's path, and the address of the other."""

    row: int
    path: str
    target: str


def tell_the_pages(number: int, *, wanted: bool) -> bool:
    """Keep whether the pages that a case links to are told from now on; returns whether there is such a case."""
    return models.Case.objects.filter(number=number).update(tells_links=wanted) > 0


def elsewhere(words: str, own_host: str) -> list[str]:
    """Return the pages of others that words link to, and that can be told."""
    return [link for link in links_of(words) if len(link) <= LONGEST and _host(link) not in ("", own_host)][:MOST]


def link_due(now: Instant, own_host: str) -> Due | None:
    """Note what the public pages of cases link to now, and return a page that is due to be told, if there is one.

    A page of ours to which words were added is told of again to all it links to. ``own_host`` is never told.
    """
    with transaction.atomic():
        for case in models.Case.objects.filter(public=True, tells_links=True):
            for path, words in _pages(case).items():
                _note(case, path, words, own_host, now)
    due = models.ToldLink.objects.filter(case__tells_links=True, case__public=True, due_at__lte=now)
    row = due.order_by("due_at", "pk").first()
    return None if row is None else Due(row.pk, row.path, row.target)


def note_told(row: int, outcome: str, now: Instant) -> None:
    """Note that a page was told, or does not want to be."""
    models.ToldLink.objects.filter(pk=row).update(due_at=None, told_at=now, outcome=outcome, tries=0)


def note_not_told(row: int, sentence: str, now: Instant) -> None:
    """Note why a page could not be told; it is tried a few times more, each after a longer while."""
    with transaction.atomic():
        kept = models.ToldLink.objects.select_for_update().get(pk=row)
        kept.tries, kept.outcome = kept.tries + 1, sentence
        kept.due_at = None if kept.tries >= TRIES else now + AGAIN * 4 ** (kept.tries - 1)
        kept.save(update_fields=["tries", "outcome", "due_at"])


def _pages(case: models.Case) -> dict[str, str]:
    """Return the owner's words on each public page of a case, by the page's path."""
    home = f"/cases/{case.number}/"
    pages: dict[str, str] = {}
    if (version := case.versions.order_by("-number").first()) is not None:
        # Its own page: there its words stand as they are, and not as what they changed.
        pages[f"{home}statement/{version.number}/"] = version.words
    if (decision := models.Decision.objects.filter(case=case).first()) is not None:
        pages[f"{home}verdict/"] = f"{decision.headline}\n\n{decision.reasons}"
    shown = case.answers.filter(message__state=models.Message.State.SHOWN).order_by("pk")
    for number, words in shown.values_list("message__number", "words"):
        path = f"{home}messages/{number}/"
        pages[path] = f"{pages.get(path, '')}\n\n{words}"
    return pages


def _note(case: models.Case, path: str, words: str, own_host: str, now: Instant) -> None:
    """Make due what a page links to, where its words are not those that were told of last."""
    mark = sha256(words.encode()).hexdigest()
    links = elsewhere(words, own_host)
    known = {row.target: row for row in case.told_links.filter(path=path)}
    for link in links:
        row = known.get(link)
        if row is None:
            key = sha256(link.encode()).hexdigest()
            case.told_links.create(path=path, target=link, key=key, mark=mark, due_at=now)
        elif row.mark != mark:
            models.ToldLink.objects.filter(pk=row.pk).update(mark=mark, due_at=now, tries=0)


def _host(link: str) -> str:
    try:
        return urlsplit(link).netloc.casefold()
    except ValueError:
        return ""
