"""What was heard and not read, said in words: how many posts, in which languages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from amends.core.antennae.reading.language_names import LANGUAGE_NAMES
from amends.web import words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from amends.core.vocabulary import UnreadCount

MOST: Final = 4
"""Languages that are named; the others are counted together."""


def by_language(counts: Iterable[UnreadCount]) -> str:
    """Return how many posts could not be read, by language, or nothing where everything was.

    >>> from amends.core.vocabulary import UnreadCount
    >>> by_language([UnreadCount("pt", 5, 12), UnreadCount("und", 1, 1)])
    '12 posts in Portuguese and 1 post in a language that amends does not know'
    """
    known = [count for count in counts if count.posts]
    told = [_of(count.language, count.posts) for count in known[:MOST]]
    if rest := sum(count.posts for count in known[MOST:]):
        told.append(
            words.ngettext("{posts} post in other languages", "{posts} posts in other languages", rest).format(
                posts=words.grouped(rest)
            )
        )
    return words.listed(told)


def _of(code: str, posts: int) -> str:
    name = LANGUAGE_NAMES.get(code)
    if name is None:
        said = words.ngettext(
            "{posts} post in a language that amends does not know",
            "{posts} posts in a language that amends does not know",
            posts,
        )
        return said.format(posts=words.grouped(posts))
    said = words.ngettext("{posts} post in {language}", "{posts} posts in {language}", posts)
    return said.format(posts=words.grouped(posts), language=words.gettext(name))


def verb(code: str) -> str:
    """Return what stands in the place of a stance where a language was not read.

    >>> verb("pt"), verb("und")
    ('unread, in Portuguese', 'unread')
    """
    name = LANGUAGE_NAMES.get(code)
    if name is None:
        return words.gettext("unread")
    return words.gettext("unread, in {language}").format(language=words.gettext(name))
