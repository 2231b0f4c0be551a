"""How the product says numbers and times: with their noun, with their day, and never as jargon.

Instants are microseconds and the zone is an argument. Everything is said in English until a site speaks other languages
(`speak`), and from then on in the one that is active; a report made without a site needs no Django.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Final
from urllib.parse import urlsplit

from amends.core.vocabulary import DAY, HOUR, MINUTE, SECOND, Instant, Stance


@dataclass(slots=True)
class _Tongue:
    """How words are said in the active language."""

    one: Callable[[str], str]
    counted: Callable[[str, str, int], str]
    in_context: Callable[[str, str], str]


_tongue = _Tongue(str, lambda one, many, number: one if number == 1 else many, lambda _context, text: text)


def speak(
    gettext: Callable[[str], str], ngettext: Callable[[str, str, int], str], pgettext: Callable[[str, str], str]
) -> None:
    """Say everything from here on through a translation: Django's, when the site starts."""
    _tongue.one, _tongue.counted, _tongue.in_context = gettext, ngettext, pgettext


def gettext(text: str) -> str:
    """Return a text in the active language."""
    return _tongue.one(text)


def ngettext(one: str, many: str, number: int) -> str:
    """Return the form of a text that goes with a number, in the active language."""
    return _tongue.counted(one, many, number)


def pgettext(context: str, text: str) -> str:
    """Return a text whose context tells it from a like one, in the active language."""
    return _tongue.in_context(context, text)


def _(text: str) -> str:
    """Mark a text for translation."""
    return text


def ngettext_lazy(one: str, many: str) -> tuple[str, str]:
    """Mark a noun for translation."""
    return one, many


DAYS: Final = (
    _("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"),
)  # fmt: skip
MONTHS: Final = (
    _("January"), _("February"), _("March"), _("April"), _("May"), _("June"),
    _("July"), _("August"), _("September"), _("October"), _("November"), _("December"),
)  # fmt: skip
HEATS: Final = (_("calm"), _("firm"), _("angry"), _("furious"))
READERS: Final = {"own/": "read by your own model", "careful-": "read twice"}
"""How the names of readers begin that read again what was unsure, and what the desk says of them."""

STANCE_VERBS: Final = {
    Stance.OBJECTS: _("objects"),
    Stance.SUPPORTS: _("supports"),
    Stance.QUESTIONS: _("asks"),
    Stance.NEUTRAL: _("is neutral"),
}
STANCE_NAMES: Final = {
    Stance.OBJECTS: _("Object"),
    Stance.SUPPORTS: _("Support"),
    Stance.QUESTIONS: _("Ask"),
    Stance.NEUTRAL: _("Neutral"),
}
NOUNS: Final = (
    ngettext_lazy("person", "people"),
    ngettext_lazy("day", "days"),
    ngettext_lazy("hour", "hours"),
    ngettext_lazy("entry", "entries"),
    ngettext_lazy("vote", "votes"),
    ngettext_lazy("message", "messages"),
    ngettext_lazy("voice", "voices"),
    ngettext_lazy("new voice", "new voices"),
)
"""What is counted on public pages, so that `count` finds it in other languages."""
STANCE_ROWS: Final = (Stance.OBJECTS, Stance.SUPPORTS, Stance.QUESTIONS, Stance.NEUTRAL)
"""The order of the rows in a chart."""
NETWORKS: Final = {
    "bluesky": "Bluesky",
    "github": "GitHub",
    "hackernews": "Hacker News",
    "mastodon": "Mastodon",
    "reddit": "Reddit",
    "twitter": "Twitter",
    "x": "X",
}
BEGINS: Final = "a number that begins a sentence"
SMALL: Final = (
    "No",
    "One",
    "Two",
    "Three",
    "Four",
    "Five",
    "Six",
    "Seven",
    "Eight",
    "Nine",
    "Ten",
    "Eleven",
    "Twelve",
    "Thirteen",
)


def count(number: int, noun: str, many: str = "") -> str:
    """Return a number with its noun; thousands are parted by a narrow space.

    >>> count(1, "person", "people"), count(131, "person", "people"), count(2, "hour")
    ('1 person', '131 people', '2 hours')
    """
    return f"{grouped(number)} {ngettext(noun, many or noun + 's', number)}"


def people(number: int) -> str:
    """Return how many people.

    >>> people(0), people(1), people(1204)
    ('0 people', '1 person', '1\u202f204 people')
    """
    return count(number, "person", "people")


def grouped(number: int) -> str:
    """Return a whole number with its thousands parted by a narrow space that does not break.

    >>> grouped(12345), grouped(131)
    ('12\u202f345', '131')
    """
    return f"{number:,}".replace(",", "\u202f")


def spelled(number: int) -> str:
    """Return a small number as the first word of a sentence, a larger one in digits.

    >>> spelled(5), spelled(40)
    ('Five', '40')
    """
    return pgettext(BEGINS, SMALL[number]) if 0 <= number < len(SMALL) else grouped(number)


def quoted(text: str) -> str:
    """Return words between the marks that the active language puts around them.

    >>> quoted("Keep it")
    '“Keep it”'
    """
    return pgettext("a quotation", "“{words}”").format(words=text)


def duration(span: int) -> str:
    """Return a span of microseconds as one or two units; what is over a minute drops its seconds.

    >>> duration(21_360 * SECOND), duration(41 * MINUTE), duration(9 * SECOND), duration(3 * DAY + HOUR)
    ('5 h 56 min', '41 min', '9 s', '3 days')
    """
    span = max(span, 0)
    if span < MINUTE:
        return f"{span // SECOND} s"
    if span < HOUR:
        return f"{span // MINUTE} min"
    if span < 2 * DAY:
        hours, rest = divmod(span, HOUR)
        minutes = rest // MINUTE
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    return count(span // DAY, "day")


def ago(at: Instant, now: Instant) -> str:
    """Return how long ago something was, in one unit.

    >>> ago(0, 9 * SECOND), ago(0, 2 * MINUTE), ago(0, 5 * HOUR), ago(5, 5)
    ('9 seconds ago', '2 minutes ago', '5 hours ago', 'just now')
    """
    span = now - at
    if span < SECOND:
        return gettext("just now")
    if span < MINUTE:
        number, said = span // SECOND, ngettext("{} second ago", "{} seconds ago", span // SECOND)
    elif span < HOUR:
        number, said = span // MINUTE, ngettext("{} minute ago", "{} minutes ago", span // MINUTE)
    elif span < DAY:
        number, said = span // HOUR, ngettext("{} hour ago", "{} hours ago", span // HOUR)
    else:
        number, said = span // DAY, ngettext("{} day ago", "{} days ago", span // DAY)
    return said.format(grouped(number))


def moment(at: Instant, zone: tzinfo) -> datetime:
    """Return an instant as a datetime in a zone."""
    return datetime.fromtimestamp(at // SECOND, tz=zone)


def clock(at: Instant, zone: tzinfo) -> str:
    """Return the time of day.

    >>> from datetime import timezone
    >>> clock(63_840 * SECOND, timezone.utc)
    '17:44'
    """
    return f"{moment(at, zone):%H:%M}"


def clock_with_day(at: Instant, now: Instant, zone: tzinfo) -> str:
    """Return the time of day, with its day unless that is today.

    >>> from datetime import timezone
    >>> clock_with_day(0, HOUR, timezone.utc), clock_with_day(0, 2 * DAY, timezone.utc)
    ('00:00', 'Thursday 00:00')
    >>> clock_with_day(0, 20 * DAY, timezone.utc)
    'Thursday 1 January, 00:00'
    >>> clock_with_day(0, 400 * DAY, timezone.utc)
    'Thursday 1 January 1970, 00:00'
    """
    when, today = moment(at, zone), moment(now, zone)
    if when.date() == today.date():
        return clock(at, zone)
    if abs((today.date() - when.date()).days) < 7:
        weekday = gettext(DAYS[when.weekday()])
        return pgettext("a weekday with its time", "{weekday} {time}").format(weekday=weekday, time=f"{when:%H:%M}")
    return full(at, zone) if when.year == today.year else _day_with_time(f"{day(at, zone)} {when.year}", when)


def at_time(at: Instant, now: Instant, zone: tzinfo) -> str:
    """Return the time of day inside a sentence, with its day unless that is today.

    >>> from datetime import timezone
    >>> at_time(0, HOUR, timezone.utc), at_time(0, 2 * DAY, timezone.utc)
    ('at 00:00', 'on Thursday at 00:00')
    >>> at_time(0, 20 * DAY, timezone.utc), at_time(0, 400 * DAY, timezone.utc)
    ('on Thursday 1 January at 00:00', 'on Thursday 1 January 1970 at 00:00')
    """
    when, today = moment(at, zone), moment(now, zone)
    time = f"{when:%H:%M}"
    if when.date() == today.date():
        return pgettext("inside a sentence", "at {time}").format(time=time)
    near = abs((today.date() - when.date()).days) < 7
    said = gettext(DAYS[when.weekday()]) if near else day(at, zone)
    if not near and when.year != today.year:
        said = f"{said} {when.year}"
    return pgettext("inside a sentence", "on {day} at {time}").format(day=said, time=time)


def full(at: Instant, zone: tzinfo) -> str:
    """Return day, date and time of day.

    >>> from datetime import timezone
    >>> full(0, timezone.utc)
    'Thursday 1 January, 00:00'
    """
    return _day_with_time(day(at, zone), moment(at, zone))


def _day_with_time(day_: str, when: datetime) -> str:
    return pgettext("a day with its time", "{day}, {time}").format(day=day_, time=f"{when:%H:%M}")


def day(at: Instant, zone: tzinfo) -> str:
    """Return the day with its date.

    >>> from datetime import timezone
    >>> day(0, timezone.utc)
    'Thursday 1 January'
    """
    when = moment(at, zone)
    weekday, month = gettext(DAYS[when.weekday()]), gettext(MONTHS[when.month - 1])
    return pgettext("a day with its date", "{weekday} {day} {month}").format(weekday=weekday, day=when.day, month=month)


def date(at: Instant, zone: tzinfo) -> str:
    """Return the date without its weekday.

    >>> from datetime import timezone
    >>> date(0, timezone.utc)
    '1 January'
    """
    when = moment(at, zone)
    month = gettext(MONTHS[when.month - 1])
    return pgettext("a date without its weekday", "{day} {month}").format(day=when.day, month=month)


def iso(at: Instant, zone: tzinfo) -> str:
    """Return an instant for a machine, to the second, with its offset.

    >>> from datetime import timezone
    >>> iso(0, timezone.utc)
    '1970-01-01T00:00:00+00:00'
    """
    return moment(at, zone).isoformat(timespec="seconds")


def zone_note(at: Instant, zone: tzinfo) -> str:
    """Return the zone's own short name, which stands once on a page beside its first time.

    >>> from datetime import timezone
    >>> zone_note(0, timezone.utc)
    'UTC'
    """
    return moment(at, zone).tzname() or ""


def network(name: str) -> str:
    """Return a network's name as its people write it.

    >>> network("bluesky"), network("mastodon"), network("my forum")
    ('Bluesky', 'Mastodon', 'My forum')
    """
    return NETWORKS.get(name.casefold(), name[:1].upper() + name[1:])


def listed(words: list[str], joint: str = _("and")) -> str:
    """Return words as a sentence lists them.

    >>> listed(["Bluesky", "Mastodon"]), listed(["a", "b", "c"]), listed([])
    ('Bluesky and Mastodon', 'a, b and c', '')
    """
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {gettext(joint)} {words[-1]}"


def heat(level: int) -> str:
    """Return how hot a voice is, 0 to 3, in a word.

    >>> heat(0), heat(3), heat(9)
    ('calm', 'furious', 'furious')
    """
    return gettext(HEATS[min(max(level, 0), 3)])


def reader(name: str) -> str:
    """Return who read a post, where it was not the reader that reads everything.

    >>> reader("own/small-model"), reader("linear-1/0a1b2c3d")
    ('read by your own model', '')
    """
    return next((words for begins, words in READERS.items() if name.startswith(begins)), "")


def stance(value: str) -> str:
    """Return what a person does who takes a stance.

    >>> stance("questions"), stance("objects")
    ('asks', 'objects')
    """
    return gettext(STANCE_VERBS[Stance(value)])


def safe_link(url: str) -> str:
    """Return an address that may stand behind a link, or nothing: only http and https with a host pass.

    >>> safe_link("https://example.org/1"), safe_link("javascript:alert(1)"), safe_link("//example.org")
    ('https://example.org/1', '', '')
    """
    if any(ord(letter) < 33 for letter in url):
        return ""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme in ("http", "https") and parts.hostname else ""


def shortened(text: str, length: int = 200) -> str:
    """Return words on one line, cut at a word's end where they are long.

    >>> shortened("one two three", 8), shortened("one  two", 20)
    ('one two…', 'one two')
    """
    line = " ".join(text.split())
    if len(line) <= length:
        return line
    cut = line[:length]
    head = cut.rsplit(" ", 1)[0] if " " in cut[length // 2 :] else cut
    return f"{head.rstrip(' ,;:.–-')}…"
