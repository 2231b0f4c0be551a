"""How the database is reached: SQLite in the data directory, or PostgreSQL by an address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl, unquote, urlsplit

if TYPE_CHECKING:
    from pathlib import Path

FILE_NAME: Final = "amends.sqlite3"
"""The name of the SQLite file inside the data directory."""

BUSY_SECONDS: Final = 20
"""How long a writer waits for another one before it gives up."""

BUSY_MILLISECONDS: Final = BUSY_SECONDS * 1000

PRAGMAS: Final = {
    "journal_mode": "wal",
    "synchronous": "2",
    "foreign_keys": "1",
    "busy_timeout": str(BUSY_MILLISECONDS),
}
"""What each SQLite connection must answer. ``synchronous`` 2 is FULL: an acknowledged word survives a power cut."""

_INIT = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
    # What is erased is overwritten at once and not only marked as free; some builds of SQLite do so by themselves.
    f"PRAGMA secure_delete=ON; PRAGMA busy_timeout={BUSY_MILLISECONDS}"
)


def sqlite(data: Path) -> dict[str, object]:
    """Describe the embedded database in ``data`` as Django's settings want it."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": data / FILE_NAME,
        # Django leaves all of these off. IMMEDIATE takes the write lock at the start of a transaction, so that a
        # reader never finds itself unable to become the writer half-way through.
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": BUSY_SECONDS, "init_command": _INIT},
    }


def postgresql(address: str) -> dict[str, object]:
    """Describe the database at ``postgres://user:password@host:port/name?option=value``.

    Raises ``ValueError`` with a sentence when the address is of another kind or names no database.

    >>> postgresql("postgres://ann:s%20s@db.example:5433/amends?sslmode=require")["PORT"]
    '5433'
    """
    parts = urlsplit(address)
    name = unquote(parts.path.lstrip("/"))
    if parts.scheme not in ("postgres", "postgresql") or not name:
        raise ValueError(
            "AMENDS_DATABASE_URL must look like postgres://user:password@host:5432/name; leave it out to use the"
            " SQLite file in the data directory."
        )
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        # A socket's directory holds slashes, so it travels as an option rather than as the host.
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
    }
