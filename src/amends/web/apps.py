"""The pages, as a Django app: templates, styles and the few scripts."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Public pages, the owner's desk and the way in."""

    name = "amends.web"
    label = "web"
