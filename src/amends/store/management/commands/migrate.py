"""`migrate`, which makes a new database at once rather than step by step through everything it ever was."""

from __future__ import annotations

from django.core.management.commands.migrate import Command as Stepwise
from django.db import connections

from amends.store.new_database import make_tables_if_new


class Command(Stepwise):
    """Make all tables as they are now where there are none yet; take the missing steps where there are."""

    def handle(self, *args: object, **options: object) -> None:
        """Do so, unless one app's steps, or only a look at them, are asked for."""
        if not (options["app_label"] or options["plan"] or options["check_unapplied"] or options["fake"]):
            make_tables_if_new(connections[str(options["database"])])
        super().handle(*args, **options)
