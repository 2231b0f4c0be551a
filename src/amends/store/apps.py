"""The one Django app of the house."""

from django.apps import AppConfig


class StoreConfig(AppConfig):
    """Rows of every stage of the loop, under one migration history."""

    name = "amends.store"
    label = "store"
    default_auto_field = "django.db.models.BigAutoField"
