"""What was heard and not read, because no reader was taught its language: counted aloud, and never taken for calm."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from amends.core.vocabulary import UnreadCount


def count_unread(spoken: Iterable[tuple[str, str]]) -> tuple[UnreadCount, ...]:
    """Count posts and distinct people by language, most posts first, like numbers in the order of their codes.

    ``spoken`` is a pair a post: the language it could not be read in (empty for what was read, which is passed over)
    and its person's key.

    >>> count_unread([("pt", "x:1"), ("tr", "x:2"), ("pt", "x:1"), ("", "x:3")])
    (UnreadCount(language='pt', people=1, posts=2), UnreadCount(language='tr', people=1, posts=1))
    """
    by_language: dict[str, list[str]] = defaultdict(list)
    for language, person in spoken:
        if language:
            by_language[language].append(person)
    counts = (UnreadCount(language, len(set(people)), len(people)) for language, people in by_language.items())
    return tuple(sorted(counts, key=lambda count: (-count.posts, count.language)))
