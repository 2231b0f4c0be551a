"""On what authority a finding stands. Only what was looked up is cited."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Source:
    """A paper, a book, a rule: who, when, what, where. ``year`` is 0 for the case's own record."""

    who: str
    year: int
    title: str
    where: str = ""


LEWICKI: Final = Source(
    "Roy J. Lewicki, Beth Polin & Robert B. Lount",
    2016,
    "An Exploration of the Structure of Effective Apologies",
    "Negotiation and Conflict Management Research",
)
"""Six elements, two studies with 755 people: responsibility weighs most, the offer of repair next."""

LAZARE: Final = Source("Aaron Lazare", 2004, "On Apology", "Oxford University Press")
"""How acknowledgments fail: vague, passive, conditional, questioning the harm, sorry for feelings."""

BENOIT: Final = Source(
    "William L. Benoit & Shirley Drew",
    1997,
    "Appropriateness and Effectiveness of Image Repair Strategies",
    "Communication Reports 10(2)",
)
"""Owning up and corrective action were rated best; minimising, provocation and denial worst."""

SCHUMANN: Final = Source(
    "Karina Schumann",
    2014,
    "An affirmed self and a better apology: The effect of self-affirmation on transgressors' responses to victims",
    "Journal of Experimental Social Psychology 54",
)
"""Justifying oneself and blaming the other are defences that stand in the place of apology."""

FRANTZ: Final = Source(
    "Cynthia McPherson Frantz & Courtney Bennigson",
    2005,
    "Better late than early: The influence of timing on apology effectiveness",
    "Journal of Experimental Social Psychology 41",
)
"""Later apologies worked better because people felt heard and understood first."""

FTC_CONNECTION: Final = Source(
    "US Federal Trade Commission", 2023, "Guides on endorsements: disclosure of material connections", "16 CFR 255.5"
)
"""A tie must be told, and its nature clearly enough to be weighed."""

FTC_CONSPICUOUS: Final = Source(
    "US Federal Trade Commission", 2023, "Guides on endorsements: clear and conspicuous", "16 CFR 255.0(f)"
)
"""Difficult to miss, easily understood, and online unavoidable."""

UWG: Final = Source(
    "Gesetz gegen den unlauteren Wettbewerb", 2022, "Kenntlichmachen des kommerziellen Zwecks", "§ 5a Abs. 4 UWG"
)
"""German law: a commercial purpose must be made plain; that something was given in return is presumed."""

RECORD: Final = Source("The case's own record", 0, "What this case has counted and kept")
