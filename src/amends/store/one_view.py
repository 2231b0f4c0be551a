"""Read many tables as they stood at one moment, while others go on writing."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import transaction

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.backends.base.base import BaseDatabaseWrapper


@contextmanager
def one_view(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Let all that is read in the block be of one moment; it holds nobody up, and nothing may be written in it.

    Inside a transaction that has begun already, the block reads what that one sees.
    """
    if connection.in_atomic_block:
        yield
        return
    # Elsewhere a transaction begins by taking the writer's place; this one must leave it to those who write.
    usual = getattr(connection, "transaction_mode", None)
    connection.transaction_mode = "DEFERRED"  # type: ignore[attr-defined]  # of the SQLite wrapper alone
    try:
        with transaction.atomic(using=connection.alias):
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield
    finally:
        connection.transaction_mode = usual  # type: ignore[attr-defined]  # as above
