"""Where mail is handed in: an address in the environment, as Django's settings want it."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urlsplit


@dataclass(frozen=True, slots=True)
class PostOffice:
    """Who takes mail from here, and from whom it comes; without a host none is sent."""

    host: str = ""
    port: int = 0
    user: str = ""
    password: str = ""
    tls_at_once: bool = False
    tls: bool = False
    sender: str = "amends@localhost"

    @property
    def backend(self) -> str:
        """Django's own name for the way mail takes."""
        return f"django.core.mail.backends.{'smtp' if self.host else 'dummy'}.EmailBackend"


def post_office(address: str) -> PostOffice:
    """Read ``smtp://user:password@host:587/?from=…`` (STARTTLS) or ``smtps://…:465/…`` (TLS from the start).

    Without an address nothing is sent. On this machine itself (localhost) mail is handed in without TLS. Raises
    ``ValueError`` with a sentence for anything else.

    >>> post_office("smtp://ann:s%20s@mail.example/?from=a@b.example").password
    's s'
    >>> post_office("").backend
    'django.core.mail.backends.dummy.EmailBackend'
    """
    if not address:
        return PostOffice()
    parts = urlsplit(address)
    sender = dict(parse_qsl(parts.query)).get("from", "")
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname or "@" not in sender:
        raise ValueError(
            "AMENDS_EMAIL_URL must look like smtp://user:password@host:587/?from=amends@example.org; leave it out to"
            " send no mail."
        )
    at_once = parts.scheme == "smtps"
    here = parts.hostname in ("localhost", "127.0.0.1", "::1")
    return PostOffice(
        host=parts.hostname,
        port=parts.port or (465 if at_once else 587),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        tls_at_once=at_once,
        tls=not at_once and not here,
        sender=sender,
    )
