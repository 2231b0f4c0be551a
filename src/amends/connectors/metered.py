"""The networks that are heard with a key of the owner's own only, and for as much as the owner lets them cost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from amends.connectors import reddit, x_live, youtube

if TYPE_CHECKING:
    from collections.abc import Callable

    from amends.connectors.budget import Allowance


@dataclass(frozen=True, slots=True)
class Metered:
    """One of them: what it is called, what one names, what it costs, what stays unheard, and what may be spent."""

    name: str
    address: str
    costs: str
    deaf: str
    allowance: Callable[[int], Allowance]


METERED: Final = {
    reddit.KIND: Metered(
        "Reddit",
        "r/phones",
        "Nothing, with a key. Reddit gives one to programs that it has approved, and not at once. Up to "
        f"{reddit.QUESTIONS} questions a minute are asked, of the hundred that such a key allows.",
        "Older answers in long threads, which Reddit folds away; with u/name, what is said beneath all but the "
        f"{reddit.THREADS} newest posts.",
        reddit.allowance,
    ),
    youtube.KIND: Metered(
        "YouTube",
        "@yourchannel",
        "Nothing, up to 10,000 units a day. With a question every five minutes some 300 are spent, and never more than "
        f"{youtube.UNITS:,} unless you say so.",
        "What is said in videos and streams, who likes what, and new answers beneath threads older than the last "
        "hundred.",
        youtube.allowance,
    ),
    x_live.KIND: Metered(
        "X",
        "@yourname",
        "Money for every post that is read; look at X's price list. Nothing is read before you say, with --budget, how "
        "many posts a month may be.",
        "Who edits or deletes what they said, answers that do not name you, and what comes when the month is spent.",
        x_live.allowance,
    ),
}


def budget_of(options: object) -> int:
    """Tell the budget that stands among a source's options; 0 where its owner named none."""
    told = options.get("budget") if isinstance(options, dict) else None
    return told if type(told) is int and told > 0 else 0
