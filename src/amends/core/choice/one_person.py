"""Under which pseudonym somebody votes who turned out to have several in one choice."""

from __future__ import annotations

from collections.abc import Collection, Mapping


def one_voter(listed: Collection[str], cast: Mapping[str, int], own: str) -> str:
    """Return the one pseudonym of a person by which they vote; ballots under their others are left out of the count.

    ``listed`` are those of theirs on the list, ``cast`` the place in the ledger of the ballot that counts under each,
    ``own`` the one they get where nothing tells otherwise. A place on the list goes before all else: nobody's ballot
    beside the count may touch one that binds. Among equals the ballot cast last stands, as with anybody's.

    >>> one_voter({"aa", "bb"}, {"aa": 9, "bb": 4, "cc": 11}, "cc")
    'aa'
    >>> one_voter({"aa", "bb"}, {}, "cc"), one_voter((), {"dd": 3}, "cc"), one_voter((), {}, "cc")
    ('aa', 'dd', 'cc')
    """
    pool = set(listed) or set(cast) or {own}
    voted = [voter for voter in pool if voter in cast]
    return max(voted, key=lambda voter: (cast[voter], voter)) if voted else min(pool)
