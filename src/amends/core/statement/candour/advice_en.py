"""What is said in English about each finding: why it matters, and what would mend it. Never words for the statement."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from amends.core.statement.candour.findings import Kind

ENGLISH: Final[Mapping[str, tuple[str, str]]] = {
    Kind.MISSING_RESPONSIBILITY: (
        "Nothing here says that you did it. Of all the parts of an apology this one weighs most.",
        "Say in one plain sentence what you did and that it was you.",
    ),
    Kind.MISSING_REPAIR: (
        "Nothing here says what you have done or will do about it. After owning it, this weighs most.",
        "Name one thing that is done, or will be, and by when.",
    ),
    Kind.MISSING_REGRET: (
        "Nothing here says that you are sorry for it.",
        "If you are, say so, and for what.",
    ),
    Kind.MISSING_EXPLANATION: (
        "Nothing here says how it came about. People who ask why may go on asking.",
        "Say how it happened, as a reason and not as an excuse. It can wait if you do not know yet.",
    ),
    Kind.MISSING_REPENTANCE: (
        "Nothing here says what will be different next time.",
        "Name a change in what you do, best one that others can check.",
    ),
    Kind.CONDITIONAL: (
        "This makes the apology depend on whether somebody was hurt. People have told you that they are.",
        "Leave the condition out and name what you did, and to whom.",
    ),
    Kind.BUT: (
        "What follows takes back the regret before it.",
        "End the sentence at the regret. Explain elsewhere, if it still needs explaining.",
    ),
    Kind.PASSIVE: (
        "Nobody does anything in this sentence, so nobody has done it.",
        "Put in who did it.",
    ),
    Kind.MINIMISING: (
        "This tells people that it was small. They have told you that to them it is not.",
        "Leave the size of it to those who object.",
    ),
    Kind.ACCUSER: (
        "This turns to those who object, and away from what you did.",
        "Leave out what they are like and what they should have done.",
    ),
    Kind.FEELINGS: (
        "This is sorry for how others feel or understood it, and not for what you did.",
        "Say what you did that made them feel so.",
    ),
    Kind.VAGUE: (
        "This could stand under anything. Nobody can tell from it that you know what happened.",
        "Name the thing itself.",
    ),
    Kind.CLOSING: (
        "This ends the talk. An apology works better once people have felt heard.",
        "Say until when you listen, and let the end come by itself.",
    ),
    f"{Kind.CLOSING} waiting": (
        "This ends the talk while {record} people still wait for an answer.",
        "Say until when you listen, and answer those who wait.",
    ),
    Kind.CONNECTION_UNNAMED: (
        "You declared a tie with {name}, and the words do not speak of it.",
        "Name who gave you what, and in return for what, in the first lines.",
    ),
    Kind.CONNECTION_LATE: (
        "The tie with {name} comes late. Many read only the beginning.",
        "Move it into the first paragraph.",
    ),
    Kind.CONNECTION_VAGUE: (
        "One cannot tell from this what {name} gave you, or that it was {name}.",
        "Say both: who it was, and what you got.",
    ),
    Kind.DENIAL: (
        "You published “{denial}”, and this says otherwise. People will find both.",
        "Say that the earlier words were not so, and since when you know it.",
    ),
    "fact nobody": (
        "The case has heard {record} people object.",
        "Give the number, or leave the claim out.",
    ),
    "fact few": (
        "It is more than a few: the case has heard {record} people object.",
        "Give the number, or leave the claim out.",
    ),
    "fact people": (
        "The case has heard another number of people object: {record}.",
        "Give the number with the hour at which you counted.",
    ),
    "fact everyone": (
        "By the case's record {record} people still wait for an answer.",
        "Say how many you have answered and how many wait.",
    ),
    "fact reviewers": (
        "By the case's record {record} people got the same, you among them.",
        "Correct the number here, or in the record if it is wrong there.",
    ),
    "fact value": (
        "The case's record gives its worth as {record}.",
        "Correct the figure here, or in the record if it is wrong there.",
    ),
    "fact posted": (
        "By the case's record you posted at {record}.",
        "Correct the time.",
    ),
    "fact first": (
        "By the case's record the first objection came at {record}.",
        "Correct the time.",
    ),
    "fact took": (
        "By the case's record the first objection came {record} min after you posted.",
        "Correct how long it took, or leave it out.",
    ),
    "fact hid nothing": (
        "By the case's record {record} messages were hidden.",
        "Say how many, and by which rule.",
    ),
    "fact not paid": (
        "You declared that you were paid, and this says that you were not.",
        "Say how it was; correct the declared tie if that is wrong.",
    ),
    "fact bought": (
        "You declared that it was given to you, and this says that you paid for it.",
        "Say how it was; correct the declared tie if that is wrong.",
    ),
}
