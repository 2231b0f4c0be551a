"""Every sentence that a choice and its verdict can say, in one place, so that a later layer may translate them.

A `Sentence` is a template with its values; the template itself is the key of its translation. Values named ``…_at`` are
instants, which a page writes in its reader's own time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, TypeAlias, Union

from amends.core.vocabulary import Instant

Value: TypeAlias = Union[str, int, "Sentence"]
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def utc_words(instant: Instant) -> str:
    """Write an instant as a day and a clock time, in UTC and in English.

    >>> utc_words(1_773_475_800_000_000)
    'Saturday 14 March 2026, 08:10 UTC'
    """
    when = _EPOCH + timedelta(microseconds=instant)
    return f"{when:%A} {when.day} {when:%B %Y, %H:%M} UTC"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A template and the values that fill it; a value may be a sentence, which is told first."""

    template: str
    values: tuple[tuple[str, Value], ...] = ()

    def told(self, translate: Callable[[str], str] = str, moment: Callable[[Instant], str] = utc_words) -> str:
        """Tell it: ``translate`` turns each template into its other language, ``moment`` writes each instant."""
        filled: dict[str, str] = {}
        for name, value in self.values:
            if isinstance(value, Sentence):
                filled[name] = value.told(translate, moment)
            elif isinstance(value, int) and name.endswith("_at"):
                filled[name] = moment(value)
            else:
                filled[name] = str(value)
        return translate(self.template).format(**filled)

    def __str__(self) -> str:
        return self.told()


def say(template: str, **values: Value) -> Sentence:
    """Fill a template; its values are kept in the order of their names, so that equal sentences are equal.

    >>> str(say("{people} have voted.", people=number(167, PERSON, PEOPLE)))
    '167 people have voted.'
    """
    return Sentence(template, tuple(sorted(values.items())))


def number(count: int, one: str, more: str) -> Sentence:
    """Say a number with its word, in the singular or the plural.

    >>> str(number(1, PERSON, PEOPLE)), str(number(0, PERSON, PEOPLE))
    ('1 person', '0 people')
    """
    return Sentence(one if count == 1 else more, (("count", count),))


PERSON: Final = "{count} person"
PEOPLE: Final = "{count} people"
HOUR_WORD: Final = "{count} hour"
HOURS_WORD: Final = "{count} hours"
BALLOT_WORD: Final = "{count} ballot"
BALLOTS_WORD: Final = "{count} ballots"

FRACTIONS: Final = {
    (1, 4): "a quarter",
    (1, 3): "a third",
    (2, 5): "two fifths",
    (1, 2): "half",
    (3, 5): "three fifths",
    (2, 3): "two thirds",
    (3, 4): "three quarters",
    (4, 5): "four fifths",
    (9, 10): "nine tenths",
    (1, 1): "all",
}
OTHER_FRACTION: Final = "{numerator} in {denominator}"
MORE_THAN: Final = "more than {fraction}"
AT_LEAST: Final = "at least {fraction}"

CONSEQUENCE: Final = "{words}."
CONSEQUENCE_WITHIN: Final = "{words} within {hours}."

# What must be so: by what is asked (one named option, any option, ticks, an order) and by what the floor counts.
CONDITIONS: Final = {
    ("proposal", "none"): "If {share} of the people of the network who vote choose “{option}”, {consequence}",
    ("proposal", "turnout"): (
        "If at least {people} of the network vote, and {share} of them choose “{option}”, {consequence}"
    ),
    ("proposal", "proposal"): (
        "If {share} of the people of the network who vote choose “{option}”, and those are at least {people}, "
        "{consequence}"
    ),
    ("any", "none"): (
        "If {share} of the people of the network who vote choose the same option, other than “{option}”, {consequence}"
    ),
    ("any", "turnout"): (
        "If at least {people} of the network vote, and {share} of them choose the same option, other than “{option}”, "
        "{consequence}"
    ),
    ("any", "proposal"): (
        "If {share} of the people of the network who vote choose the same option, other than “{option}”, and those are "
        "at least {people}, {consequence}"
    ),
    ("approval", "none"): (
        "If {share} of the people of the network who vote tick an option other than “{option}”, and no option has more "
        "ticks, it wins, and {consequence}"
    ),
    ("approval", "turnout"): (
        "If at least {people} of the network vote, {share} of them tick an option other than “{option}”, and no option "
        "has more ticks, it wins, and {consequence}"
    ),
    ("approval", "proposal"): (
        "If {share} of the people of the network who vote tick an option other than “{option}”, those are at least "
        "{people}, and no option has more ticks, it wins, and {consequence}"
    ),
    ("ranked", "none"): (
        "An option is in the running if {share} of the people of the network who place it above or below “{option}” "
        "place it above. If one of these wins, {consequence}"
    ),
    ("ranked", "turnout"): (
        "If at least {people} of the network vote, an option is in the running if {share} of those who place it above "
        "or below “{option}” place it above. If one of these wins, {consequence}"
    ),
    ("ranked", "proposal"): (
        "An option is in the running if {share} of the people of the network who place it above or below “{option}” "
        "place it above, and those are at least {people}. If one of these wins, {consequence}"
    ),
}
EVERY_GROUP: Final = (
    "Besides, {share} of each group of opinion of the network must say the same; groups in which fewer than {smallest} "
    "voted are counted together."
)
IF_NOT: Final = "If not, “{option}” stands: {consequence}"
ON_THE_LINE: Final = "If it is exactly {fraction}, that is a tie: {consequence}"
EXACTLY_IS_ENOUGH: Final = "Exactly {fraction} is enough."
SHARED_FIRST: Final = "If several options share first place, that is a tie: {consequence}"
SHARED_OR_ON_THE_LINE: Final = (
    "If several options share first place, or the best is exactly on the line of {fraction}, that is a tie: "
    "{consequence}"
)
IF_CONTESTED: Final = (
    "If so many of those behind the result seem to have acted together that they could have changed it, or if it would "
    "be another without them or had no ballot been removed, it is contested: {consequence}"
)
HOW_ONE: Final = "You choose one option."
HOW_APPROVAL: Final = "You tick every option that you can live with."
HOW_RANKED: Final = (
    "You put the options in order; what you leave out stands last. For every two options we count who places which "
    "above the other, and Schulze's method finds the winner; the whole table is published."
)
WHO_BINDS: Final = (
    "{people} can bind: those who belonged to the network on {frozen_at}. Anybody else may vote too; their votes are "
    "counted beside it and never added."
)
WHEN: Final = (
    "The vote is open from {opens_at} until {closes_at}, and is never closed early. You may change your vote until "
    "then; your last one stands."
)

# What a verdict says of how it came about.
REASONS: Final = {
    "line-passed": "{got} of {of} were for “{option}”; it needed {needed}.",
    "line-missed": "{got} of {of} were for “{option}”; it needed {needed}.",
    "on-the-line": "{got} of {of} were for “{option}”: that is exactly on the line.",
    "turnout-missed": "{voted} of the network voted; the rule asked for at least {floor}.",
    "floor-missed": "{got} of {of} were for “{option}”; the rule asked for at least {floor}.",
    "groups-missed": "The whole reached the line with {got} of {of}, but not every group did.",
    "otherwise-leads": "“{option}” came nearest, with {got} of {of}, but “{otherwise}” stood before it.",
    "shared-first": "Several options share first place.",
    "nobody-voted": "Nobody of the network voted.",
    "cluster": (
        "{together} of those behind this result seem to have acted together, and {fakes} false voters could have "
        "changed it."
    ),
    "without-cluster": "Without {cluster} who seem to have acted together, the result would be another.",
    "removal": "With the {removed} that were removed, the result would be another.",
}

# What is wrong with a ballot. Whoever sees one of these can look up the entry of the ledger.
FINDINGS: Final = {
    "not-offered": "Ballot {index} marks an option that was not offered; it is not counted.",
    "wrong-marks": "Ballot {index} does not mark the options as this question asks; it is not counted.",
    "too-early": "Ballot {index} was cast before the vote opened; it is not counted.",
    "too-late": "Ballot {index} was cast after the vote had closed; it is not counted.",
    "before-question": "Ballot {index} stands before its question in the ledger; it is not counted.",
    "after-close": "Ballot {index} stands in the ledger after the close; it is not counted.",
    "not-on-list": "Ballot {index} claims to bind, but its voter is not on the list; it is counted as unverified.",
    "on-the-list": "Ballot {index} was counted as a newcomer's, yet its voter is on the list of those who bind.",
    "same-entry": "Ballot {index} shares its place in the ledger with another; neither is counted.",
    "repeated": "Ballot {index} was handed in more than once; it is counted once.",
    "second-tally": "Ballot {index} is by somebody who also stands in a stronger tally; it is not counted.",
    "clock-back": "Ballot {index} says it was cast before one that stands earlier in the ledger.",
    "group-not-on-list": "A group of opinion names somebody who is not on the list; that one is left out.",
    "group-twice": "Two groups of opinion name the same person, who is counted in the first.",
    "cluster-not-on-list": "A cluster names somebody who is not on the list, and may be their doing; it is left out.",
    "groups-absent": "The rule asks for every group, but no groups were handed in; it is taken as not reached.",
}

# Refusals, for the person who casts a ballot.
REFUSE_KIND: Final = {
    "one": "Choose one option: this ballot marks {count}.",
    "approval": "Tick at least one option, and each only once.",
    "ranked": "Put at least one option in order, and each only once.",
}
REFUSE_NOT_OFFERED: Final = "“{mark}” is not one of the options. They were fixed before the vote opened."
REFUSE_EARLY: Final = "The vote opens on {opens_at}. Your ballot was not kept; come back then."
REFUSE_LATE: Final = "The vote closed on {closes_at}. You can still write on the floor."

# Flags. Each ends with what else can look like it.
FLAGS: Final = {
    "same-words": (
        "{people} wrote almost the same words. One text passed from hand to hand, or a form to copy, can look the same."
    ),
    "same-moment": (
        "{people} did the same within {seconds} seconds. One viral link or a shared house can look the same."
    ),
    "same-ballot": (
        "{people} voted alike and gave almost the same reason. Friends who talked it over can look the same."
    ),
    "young-accounts": (
        "{people} spoke from accounts younger than {days} days. People who joined only to speak can look the same."
    ),
    "burst": (
        "{people} arrived within {seconds} seconds, far more than that hour brought otherwise. One viral link can look "
        "the same."
    ),
}

WILSON_ASSUMES: Final = (
    "This range holds only if those who were silent think like those who voted. Nobody knows that they do."
)
TOO_FEW: Final = "Fewer than {fewest} people voted, so the reasons are printed and no percentages."
