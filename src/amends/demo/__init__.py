"""The demo storm: a piece of fiction, kept as data.

Every person, name, handle, address and company in it is invented. Ines Marlow, a futurist who writes letters
about the future, posts a review of a free Larkspur One into the feed where she does so, and people object.
`QUIET_MONTH` is the month of ordinary talk before it, `STORM_DAY` the day itself, `NEXT_DAY` the day of the answer;
`WEEKS_AFTER`, `SEPTEMBER` and `DRAFT_DAY` are what people say when things are being done, and half a year later.
All are JSON Lines as `amends replay` reads them. `ANSWER` is what was done about it, deed by deed (`deeds`), and `KEPT`
what became of it (`kept`).
README.md beside them tells the story and how it was made.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Final

from amends.core.vocabulary import Instant, Subject
from amends.demo.told import Deed, Look, instant, read_deeds

QUIET_MONTH: Final[Path] = Path(__file__).with_name("quiet-month.jsonl")
"""10 February to 11 March 2026: ordinary talk, and one evening of pure praise (`PRAISED_AT`)."""

STORM_DAY: Final[Path] = Path(__file__).with_name("storm-day.jsonl")
"""12 March 2026, 10:00 to midnight: ordinary talk, the review (`POSTED_AT`), the storm, and its first answers."""

NEXT_DAY: Final[Path] = Path(__file__).with_name("next-day.jsonl")
"""13 March 2026, midnight to 23:30: what the networks say while the answer stands and the vote runs."""

ANSWER: Final[Path] = Path(__file__).with_name("answer.jsonl")
"""12 March 2026, 18:26, to 14 March: the statement, the question, the floor, the votes, the decision; see `deeds`."""

WEEKS_AFTER: Final[Path] = Path(__file__).with_name("weeks-after.jsonl")
"""14 to 27 March 2026: ordinary talk again, while one thing after the other is done."""

SEPTEMBER: Final[Path] = Path(__file__).with_name("september.jsonl")
"""1 to 13 September 2026: half a year later. Nobody listened to the summer between."""

DRAFT_DAY: Final[Path] = Path(__file__).with_name("draft-day.jsonl")
"""14 September 2026, from nine: the morning on which the mistake is nearly made again, in other words."""

KEPT: Final[Path] = Path(__file__).with_name("kept.jsonl")
"""14 March to 14 September 2026: guards, what was done, and the draft that one of them stops; see `kept`."""


def instant_of(text: str) -> Instant:
    """Turn an ISO 8601 time with its zone into microseconds UTC."""
    return instant(datetime.fromisoformat(text))


QUIET_START: Final[Instant] = instant_of("2026-02-10T00:00:00+00:00")
"""Where the quiet month begins."""

PRAISED_AT: Final[Instant] = instant_of("2026-02-21T17:58:12+00:00")
"""When the essay about a father's letters is published; pure praise follows until late that evening."""

START: Final[Instant] = instant_of("2026-03-12T10:00:00+00:00")
"""Where the storm day begins."""

POSTED_AT: Final[Instant] = instant_of("2026-03-12T17:40:07+00:00")
"""When the review is posted, give or take the part of a second that the file tells."""

FIRST_OBJECTION_AT: Final[Instant] = instant_of("2026-03-12T17:52:09+00:00")
"""When the first person objects to it, give or take the part of a second that the file tells."""

STORM_ENDS_AT: Final[Instant] = instant_of("2026-03-13T00:00:00+00:00")
"""Where the storm day ends and the next begins."""

ACKNOWLEDGED_AT: Final[Instant] = instant_of("2026-03-12T18:26:14.210+00:00")
"""When Ines Marlow says that it was seen."""

ANSWERED_AT: Final[Instant] = instant_of("2026-03-12T21:38:20.640+00:00")
"""When version 1 of the statement is published."""

ASKED_AT: Final[Instant] = instant_of("2026-03-12T22:00:00+00:00")
"""When the question is asked, its rule fixed with it."""

CORRECTED_AT: Final[Instant] = instant_of("2026-03-13T09:41:08.320+00:00")
"""When version 2 puts a wrong fact right."""

CLOSES_AT: Final[Instant] = instant_of("2026-03-13T22:00:00+00:00")
"""When the vote closes and the rule runs."""

DECIDED_AT: Final[Instant] = instant_of("2026-03-13T22:31:15.440+00:00")
"""When the decision is published, with what is now owed."""

END: Final[Instant] = instant_of("2026-03-14T10:00:00+00:00")
"""Where the story of the storm ends."""

LATER: Final[Instant] = instant_of("2026-09-14T09:00:00+00:00")
"""Where it goes on, half a year later."""

LATER_END: Final[Instant] = instant_of("2026-09-14T12:00:00+00:00")
"""Where all of the story ends."""

SUBJECT: Final = Subject(
    name="Ines Marlow",
    terms=("Ines Marlow",),
    handles=("ines.example", "ines@harbour.example"),
    accounts=(
        "did:plc:inesmarlowletters4future",
        "https://harbour.example/users/ines",
        "https://ines.example/",
    ),
    links=("https://ines.example/",),
    exclusions=("Marlow-Hart",),
)
"""Whom the story is about. A rower called Ines Marlow-Hart is somebody else."""

SAME_PERSON: Final[tuple[tuple[str, str], ...]] = (
    (
        "bluesky:did:plc:2lc3hvxdr4tw6m2in5u5ecsc",
        "mastodon:https://harbour.example/users/adaeze",
    ),
)
"""Accounts that one human holds, as `network:author` keys: Adaeze Holm writes on two networks."""

REVIEWERS: Final[tuple[str, ...]] = (
    "Ines Marlow",
    "Anoushka Veldt",
    "Bertil Ashgrove",
    "Cato Winterbourne",
    "Clio Pettifer",
    "Delphine Arkwell",
    "Eamon Pryde",
    "Fergus Tamm",
    "Hiro Camberley",
    "Imani Falk",
    "Jonah Quist",
    "Liesl Norgate",
    "Lorne Thackwell",
    "Margit Planchet",
    "Nils Harrowgate",
    "Odalys Brun",
    "Pim Lockerby",
    "Ravi Sandbourne",
    "Rufus Dellacourt",
    "Sable Okonma",
    "Stellan Roux",
    "Teo Barrowman",
    "Winnie Oyelade",
    "Xanthe Moroney",
    "Zadie Mortlake",
)
"""The twenty-five who were given a phone. Several of them appear in the storm day."""


def deeds() -> tuple[Deed, ...]:
    """Return everything that was done about the storm, in order of time.

    >>> deeds()[0].instant == ACKNOWLEDGED_AT
    True
    """
    return read_deeds(ANSWER)


def kept() -> tuple[Deed, ...]:
    """Return what was done about what was owed, and half a year later, in order of time.

    >>> END < kept()[0].instant < LATER < kept()[-1].instant < LATER_END
    True
    """
    return read_deeds(KEPT)


def draft() -> str:
    """Return the draft that repeats the mistake in other words.

    >>> draft().splitlines()[0]
    'Somewhere to sleep on the way to the sea'
    """
    return next(deed.words for deed in kept() if isinstance(deed, Look))
