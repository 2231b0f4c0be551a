"""Who may come in: nobody signs up; owners are made by a one-time link."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.adapter import DefaultAccountAdapter

if TYPE_CHECKING:
    from django.http import HttpRequest


class ClosedDoor(DefaultAccountAdapter):  # type: ignore[misc] # allauth ships no types, so its adapter is Any
    """Refuses every sign-up; allauth still does passwords, passkeys and their rate limits."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - the signature is allauth's
        """Say no: `amends setup-link` is the only way in."""
        return False
