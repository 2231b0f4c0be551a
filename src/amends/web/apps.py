"""The pages, as a Django app: templates, styles and the few scripts."""

from django.apps import AppConfig
from django.utils import translation

from amends.web import words


class WebConfig(AppConfig):
    """Public pages, the owner's desk and the way in."""

    name = "amends.web"
    label = "web"

    def ready(self) -> None:
        """Let counts and times be said in the language of the page."""
        words.speak(translation.gettext, translation.ngettext, translation.pgettext)
