"""What was said on the floor of the invented evening, in every state a message can have; all of it is made up."""

from __future__ import annotations

import hashlib

from amends.actions.answer import answer_ground, answer_message
from amends.actions.hide import hide
from amends.actions.mark_read import mark_read
from amends.actions.stand_on_floor import stand_on_floor
from amends.actions.take_back import take_back
from amends.actions.take_message import Written, take_message
from amends.core.vocabulary import MINUTE, SECOND, Stance
from amends.store import models
from web import pages_story

NOW = pages_story.NOW
KEY = "5a" * 32
"""The key of whoever wrote the first message of this site."""
FIRST = 10
"""The number of that message: nine came from networks before it."""
SAID = (
    ("Maud Ferrant", Stance.OBJECTS, "I am a repairer. I mind that nobody among the twenty-five asked who mends it."),
    ("Ib Solvang", Stance.SUPPORTS, "Leave it up. It was an honest review, and you said it was free."),
    ("Nour Castell", Stance.QUESTIONS, "Did they see the text before we did? That would change how I read it."),
    ("Somebody angry", Stance.OBJECTS, "I know where you buy your bread."),
    ("Lena Brook", Stance.OBJECTS, "Ring me on 020 7946 0018 and I will tell you what I think of it."),
    ("Fen Abara", Stance.OBJECTS, "I told you about my own sponsor here, and wish I had not."),
    ("Tove Ilves", Stance.NEUTRAL, "I wrote a guide for reviewers of free things:\n\nhttps://tove.example/guide"),
)
ANSWER = "You are right, and it was my doing. I put it in the wrong room. I will not do that here again."


def floor(case):
    """Fill the floor of an open case: heard and written, answered, read, hidden, held, taken back, and replied to."""
    heard = models.Reading.objects.filter(
        post__account__name__in=[row[0] for row in pages_story.OPENING], at__gte=case.began_at, subject=case.subject
    )
    stand_on_floor(case, list(heard.select_related("post__account").order_by("at")[: FIRST - 1]))
    for at, (name, stance, words) in enumerate(SAID, FIRST):
        says(name, words, at, stance=stance, erase_hash=_hash(KEY) if at == FIRST else "")
    says("Ib Solvang", "I have mended three of theirs. They pay late.", 20, stance=Stance.SUPPORTS, parent=FIRST)
    says("Maud Ferrant", "Then you know.", 21, parent=17)
    answer_message(case.number, FIRST, ANSWER, NOW - 3 * MINUTE)
    answer_message(case.number, 1, ANSWER, NOW - 3 * MINUTE)
    answer_message(case.number, FIRST + 1, "Thank you. Those who mind it are right to say so.", NOW - 3 * MINUTE)
    answer_ground(
        case.number, "disclosure", "It belonged in the first line. From now on it stands there.", NOW - MINUTE
    )
    mark_read(case.number, [4, 5, 6], NOW - MINUTE)
    hide(case.number, FIRST + 3, "threat", "It threatens somebody.", NOW - MINUTE)
    take_back(case.number, says("Nobody much", "Forget this.", 22).token, NOW - MINUTE)


def says(name, words, at, **given):
    """Write a message as the form does; returns what became of it."""
    when = NOW - 10 * MINUTE + at * SECOND
    told = {"stance": Stance.OBJECTS, "sender": str(at), "made_at": when - MINUTE} | given
    return take_message(7, Written(name=name, words=words, **told), when)


def _hash(key):
    return hashlib.sha256(bytes.fromhex(key)).hexdigest()
