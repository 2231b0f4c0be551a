"""What the owner is sent: few words, people before numbers, and a way to the desk.

A phone shows a message to whoever holds it, and a post office keeps it. So it says how many people speak and on what
grounds, and never who they are, what they wrote, or where they can be reached: that is on the desk.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Final

from amends.core.case.telling import Level
from amends.core.vocabulary import GROUND_TITLES, HOUR, MINUTE, SECOND, GroundCount, Instant

GROUNDS: Final = 3
"""Grounds that a message names."""

DRILL: Final = "Drill"
DRILL_WORDS: Final = "This is a drill that you asked for. Nobody objects to anything: everybody in it is made up."


@dataclass(frozen=True, slots=True)
class Message:
    """One message as every way of sending it has it: ``key`` is the same however often it is sent.

    ``heading`` is a line and ``words`` are a few; ``desk``, ``seen`` and ``later`` are addresses, the last two empty
    where there is nothing to acknowledge.
    """

    key: str
    level: Level
    heading: str
    words: tuple[str, ...]
    at: Instant
    desk: str
    seen: str = ""
    later: str = ""
    case: int | None = None
    drill: bool = False

    @property
    def text(self) -> str:
        """All of it as plain text, the links last."""
        links = [f"Your desk: {self.desk}"]
        links += [f"I have seen it: {self.seen}"] if self.seen else []
        links += [f"Remind me in an hour: {self.later}"] if self.later else []
        return "\n\n".join([*self.words, "\n".join(links)]) + "\n"


@dataclass(frozen=True, slots=True)
class Rang:
    """What an alarm said: distinct people who spoke and who objected within two hours, and on what grounds."""

    subject: str
    people: int
    objecting: int
    grounds: Sequence[GroundCount] = ()
    first_objection_at: Instant | None = None
    calibrated: bool = True
    again: bool = False


def of_alarm(rang: Rang, level: Level, now: Instant, zone: tzinfo) -> tuple[str, tuple[str, ...]]:
    """Return the heading and the words for what rang.

    >>> of_alarm(Rang("Ines", 9, 7), Level.ALARM, 0, UTC)[0]
    '7 people object to what Ines did'
    """
    if level is Level.LOOK:
        heading = f"Have a look: {_people(rang.people)} about {rang.subject}"
        lead = f"{_people(rang.people, 'speaks', 'speak')}, more than in an ordinary moment. {_object(rang.objecting)}"
    else:
        heading = f"{_people(rang.objecting, 'objects', 'object')} to what {rang.subject} did"
        heading = f"It grows: {heading}" if rang.again else heading
        lead = f"{_people(rang.people, 'speaks', 'speak')} in all, within two hours."
        if rang.first_objection_at is not None:
            lead += f" It began at {_clock(rang.first_objection_at, zone)}, {_span(now - rang.first_objection_at)} ago."
    words = [lead]
    named = [f"{GROUND_TITLES[one.ground]} ({_people(one.people)})" for one in rang.grounds[:GROUNDS]]
    if named:
        words.append("On these grounds: " + "; ".join(named) + ".")
    if not rang.calibrated:
        words.append("The alarm does not know your ordinary weeks yet, so it may be wrong more often.")
    if level is Level.ALARM:
        words.append("You need not know yet what you will say. A short “I see it, I am reading” helps most now.")
    return heading, tuple(words)


def of_deadline(what: str, due_at: Instant, now: Instant, zone: tzinfo) -> tuple[str, tuple[str, ...]]:
    """Return the heading and the words for a time that is about to come, or has passed.

    >>> of_deadline("The vote closes", 2 * HOUR, HOUR, UTC)[0], of_deadline("Your answer was due", 0, HOUR, UTC)[0]
    ('The vote closes at 02:00', 'Your answer was due at 00:00')
    """
    heading = f"{what} at {_clock(due_at, zone)}"
    left = due_at - now
    return heading, (f"That is in {_span(left)}." if left > 0 else f"That was {_span(-left)} ago.",)


def of_silence(source: str, since: Instant | None, zone: tzinfo) -> tuple[str, tuple[str, ...]]:
    """Return the heading and the words for a source that fell silent.

    >>> of_silence("Mastodon", 0, UTC)[1][0]
    'It has told nothing since 00:00. Voices may be missing: silence there is not calm.'
    """
    told = "It has told nothing for a while" if since is None else f"It has told nothing since {_clock(since, zone)}"
    return f"{source} is silent", (f"{told}. Voices may be missing: silence there is not calm.",)


def of_missed(source: str, posts: int) -> tuple[str, tuple[str, ...]]:
    """Return the heading and the words for a stream beside which a second witness stood, and heard more.

    >>> of_missed("Bluesky", 2)[0], of_missed("Bluesky", 1)[1][0]
    ('Bluesky missed 2 messages', 'Your own notifications showed it; it is heard now, late. Others may be missing.')
    """
    what, one = ("a message", "it; it is") if posts == 1 else (f"{posts:,} messages", "them; they are")
    return f"{source} missed {what}", (f"Your own notifications showed {one} heard now, late. Others may be missing.",)


def as_drill(heading: str, words: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """Mark a message as part of a drill, where nobody can overlook it.

    >>> as_drill("7 people object", ["Nine speak."])[0]
    'Drill: 7 people object'
    """
    return f"{DRILL}: {heading}", (DRILL_WORDS, *words)


def _people(number: int, one: str = "", many: str = "") -> str:
    said = "1 person" if number == 1 else f"{number:,} people"
    verb = one if number == 1 else many
    return f"{said} {verb}" if verb else said


def _object(number: int) -> str:
    return f"{_people(number, 'objects', 'object')}." if number else "Nobody objects."


def _clock(at: Instant, zone: tzinfo) -> str:
    return datetime.fromtimestamp(at // SECOND, UTC).astimezone(zone).strftime("%H:%M")


def _span(span: Instant) -> str:
    hours, minutes = divmod(span // MINUTE, HOUR // MINUTE)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"
