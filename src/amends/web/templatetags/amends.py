"""Times and counts as the product says them, for templates."""

from __future__ import annotations

from django import template
from django.conf import settings
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from amends import clock
from amends.core.vocabulary import Instant
from amends.web import words

register = template.Library()


@register.filter
def people(number: int) -> str:
    """Return a count of people with its noun."""
    return words.people(number)


@register.filter
def counted(number: int, noun: str) -> str:
    """Return a count with its noun; ``noun`` is ``entry,entries`` where an s does not do."""
    one, _, many = noun.partition(",")
    return words.count(number, one, many)


@register.filter
def grouped(number: int) -> str:
    """Return a number with its thousands parted."""
    return words.grouped(number)


@register.filter
def when(at: Instant) -> SafeString:
    """Return a clock time with its day, marked up for machines too."""
    zone = timezone.get_current_timezone()
    return _time(at, words.clock_with_day(at, clock.now(), zone))


@register.filter
def full_time(at: Instant) -> SafeString:
    """Return day, date and time of day, marked up for machines too."""
    zone = timezone.get_current_timezone()
    return _time(at, words.full(at, zone))


@register.filter
def quoted(text: str) -> SafeString:
    """Put somebody's words between quotation marks, those of the page's language."""
    before, _, after = words.quoted("\0").partition("\0")
    return format_html("{}{}{}", before, text, after)


@register.filter
def apart(text: str) -> SafeString:
    """Keep somebody's words apart from the sentence they stand in, whichever way they are written."""
    return format_html("<bdi>{}</bdi>", text)


@register.filter
def drawing(svg: str) -> SafeString:
    """Put a chart on the page as it was drawn: `amends.web.charts` escapes every word that it draws."""
    return mark_safe(svg)  # noqa: S308 - see above


@register.simple_tag
def demo() -> bool:
    """Tell whether the story on this site is invented."""
    return bool(settings.AMENDS_DEMO)


def _time(at: Instant, said: str) -> SafeString:
    zone = timezone.get_current_timezone()
    return format_html('<time datetime="{}">{}</time>', words.iso(at, zone), said)
