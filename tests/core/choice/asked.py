"""An invented network, questions to it, and ballots: the ground on which choices are tested."""

from __future__ import annotations

from dataclasses import replace
from itertools import count as upward

from amends.core.choice.ballot import Ballot, Tally
from amends.core.choice.electorate import Electorate, freeze
from amends.core.choice.preset import simple_majority
from amends.core.choice.question import EXAMPLE, Kind, Option
from amends.core.vocabulary import SECOND

SALT = b"\7" * 32


def network(size) -> Electorate:
    return freeze((f"mastodon:{n}" for n in range(size)), SALT)


def asked(who, **changes):
    """Ask the people of a network; by default, more than half of those who vote, with no floor."""
    changes.setdefault("rule", simple_majority())
    if changes.get("kind", Kind.ONE) != Kind.ONE:
        changes.setdefault("proposal", "")
    return replace(EXAMPLE, electorate_root=who.root, electorate_size=who.size, **changes)


def lettered(who, letters, **changes):
    """Ask about options that are called by letters; the last of them stands otherwise."""
    options = tuple(Option(letter, f"Option {letter}") for letter in letters)
    if changes.get("kind", Kind.ONE) == Kind.ONE:
        changes.setdefault("proposal", letters[0])
    return asked(who, **{"options": options, "otherwise": letters[-1], **changes})


def cast(question, voters, marks, tally=Tally.NETWORK, *, first=10, reason=""):
    """Cast a ballot for each voter, twenty seconds apart, so that nobody seems to act together."""
    return [
        Ballot(voter, tally, marked(mark), at, question.opens_at + at * 20 * SECOND, reason)
        for voter, mark, at in zip(voters, marks, upward(first), strict=False)
    ]


def marked(mark):
    """Write one option as the marks of a ballot; several stay as they are."""
    return (mark,) if isinstance(mark, str) else tuple(mark)


def votes(**by_option):
    """Spread counts out: votes(withdraw=2, keep=1) is withdraw, withdraw, keep."""
    return [key for key, people in by_option.items() for _ in range(people)]
