"""Every way the archives write a time, turned into an instant."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

from amends.core.vocabulary import EARLIEST, SECOND, Instant

LATEST: Final[Instant] = 4_102_444_800 * SECOND
"""2100-01-01: the latest instant that is taken where the caller does not say what time it is."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_NUMBER: Final = re.compile(r"[+-]?\d{1,20}(\.\d{1,20})?(e[+-]?\d{1,2})?", re.ASCII | re.IGNORECASE)
_DATE_ONLY: Final = re.compile(r"(19|20)\d\d(0[1-9]|1[0-2])([0-2]\d|3[01])", re.ASCII)
_LOOSE_ZONE: Final = re.compile(r"\s+(?=[+-]\d\d:?\d\d$)|\s*(UTC|GMT|Z)$", re.IGNORECASE)
_X_TIME: Final = re.compile(r"[A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d\d) (\d\d:\d\d:\d\d) ([+-]\d{4}) (\d{4})", re.ASCII)
_MONTHS: Final = {
    "Jan": "01",
    "Feb": "02",
    "Mar": "03",
    "Apr": "04",
    "May": "05",
    "Jun": "06",
    "Jul": "07",
    "Aug": "08",
    "Sep": "09",
    "Oct": "10",
    "Nov": "11",
    "Dec": "12",
}


class NotATime(ValueError):
    """A value that cannot be read as a time, or that no post can carry. The message is a sentence."""


def instant(value: object, latest: Instant | None = None) -> Instant:
    """Read a time and check that a post can carry it.

    Takes ISO 8601 (a missing zone means UTC), RFC 2822, the form X writes (``Wed Oct 10 20:19:24 +0000
    2018``), and a count since 1970 as a number or its digits: seconds, milliseconds, microseconds or
    nanoseconds by magnitude. Raises `NotATime` for anything else, for an instant before
    `amends.core.vocabulary.EARLIEST`, and for one after ``latest`` (`LATEST` where none is given).

    >>> instant("2018-10-10T20:19:24Z") == instant("Wed Oct 10 20:19:24 +0000 2018") == instant(1539202764)
    True
    """
    at = parse(value)
    if at < EARLIEST:
        raise NotATime(f"Its clock says {_said(at)}, before any network we hear existed.")
    if at > (LATEST if latest is None else latest):
        raise NotATime(f"Its clock says {_said(at)}, which has not come yet.")
    return at


def parse(value: object) -> Instant:
    """Read a time as `instant` does, without asking whether a post can carry it. Raises `NotATime`."""
    if type(value) is str:
        return _from_text(value)
    if type(value) is int or type(value) is float:
        return _from_number(value)
    raise NotATime("Its time is neither a text nor a number.")


def _from_number(value: float) -> Instant:
    size = abs(value)
    if size < 1e11:
        return round(value * 1_000_000)
    if size < 1e14:
        return round(value * 1_000)
    if size < 1e17:
        return round(value)
    if size < 1e20:
        return int(value // 1_000)
    raise NotATime("Its time is a number too large for any clock.")


def _from_text(text: str) -> Instant:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return _from_other_text(text.strip())
    # Eight digits are a date; any other run of digits is a count, though ISO 8601 would see an hour in some.
    if text.isdigit() and not _DATE_ONLY.fullmatch(text):
        return _from_number(int(text))
    return _microseconds(moment)


def _from_other_text(text: str) -> Instant:
    if _NUMBER.fullmatch(text):
        return _from_number(float(text) if not text.isdigit() else int(text))
    if found := _X_TIME.fullmatch(text):
        month, day, clock, zone, year = found.groups()
        text = f"{year}-{_MONTHS.get(month, month)}-{day}T{clock}{zone}"
    text = _LOOSE_ZONE.sub(lambda m: "+00:00" if m[1] else "", text)
    leap = timedelta(0)
    if ":60" in text[16:20]:
        text, leap = text.replace(":60", ":59", 1), timedelta(seconds=1)
    try:
        return _microseconds(datetime.fromisoformat(text) + leap)
    except (ValueError, OverflowError):
        pass
    try:
        return _microseconds(parsedate_to_datetime(text))
    except (ValueError, OverflowError, TypeError, IndexError):
        # TypeError and IndexError are how older parsers of RFC 2822 dates say that a text is none.
        raise NotATime(f"Its time, “{text[:40]}”, is not one we can read.") from None


def _microseconds(moment: datetime) -> Instant:
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return (moment - _EPOCH) // _MICROSECOND


def _said(at: Instant) -> str:
    try:
        return (_EPOCH + timedelta(microseconds=at)).strftime("%Y-%m-%d")
    except OverflowError:
        return "a year beyond any calendar"
