"""What was said in the open about the invented evening: a first version, and a second that corrects it."""

from __future__ import annotations

from amends.actions.acknowledge import acknowledge
from amends.actions.publish_statement import publish_statement
from amends.core.statement.connection import Connection, Tie
from amends.core.vocabulary import HOUR, MINUTE
from web import pages_story

FIRST = (
    "You came here for a person and met an advertisement. I put it there, and I did not say so in the first line. "
    "I crossed the streams. That was my doing; minding it was not yours.\n\n"
    "Larkspur gave me the phone in return for an honest review, and gave one to 24 others. The phone was a loan for "
    "the month of March. Nobody told me what to write, and nobody read it before you did.\n\n"
    "I will not decide alone what to do about it. Below is a choice, and I am bound by it. I read everything."
)
SECOND = FIRST.replace("The phone was a loan for the month of March.", "The phone is mine to keep. It sells for 640.")
NOTE = (
    "I had written that the phone was a loan. Adaeze Holm asked on the floor what the contract said. I read it again: "
    "I was wrong."
)
LENT = Connection(
    "Larkspur, maker of the phone", "One phone, worth 640, on loan", "One honest review, not read beforehand",
    "24 reviewers", Tie.LENT_GOODS,
)  # fmt: skip
KEPT = Connection(
    "Larkspur, maker of the phone", "One phone, worth 640, to keep", "One honest review, not read beforehand",
    "24 reviewers", Tie.FREE_GOODS,
)  # fmt: skip
POOR = (
    "It has come to my attention that some of you were upset. If anyone was offended by it, I am sorry.\n\n"
    "Mistakes were made, and nobody complained at the time. The phone sells for 40."
)


def acknowledged(number=7):
    acknowledge(number, pages_story.NOW + HOUR, pages_story.NOW - 3 * HOUR)


def said(*, corrected=True, number=7):
    """Publish the first version, and the one that corrects it."""
    acknowledged(number)
    publish_statement(
        number, FIRST, [LENT], pages_story.NOW - 2 * HOUR, title="The phone I reviewed in the wrong place"
    )
    if corrected:
        publish_statement(number, SECOND, [KEPT], pages_story.NOW - 7 * MINUTE, note=NOTE)
