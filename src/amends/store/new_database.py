"""A new database, made at once as the models stand.

Taking every step since the first version takes seconds, and a new site has nothing that would need them. Both ways
lead to the same tables, which a test holds; on PostgreSQL the ids of three tables of Django's own, which amends leaves
empty, are narrower.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import apps
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper


def make_tables_if_new(connection: BaseDatabaseWrapper) -> bool:
    """Make all tables where there are none, and note every step as taken; tells whether it did.

    It is one transaction: a process that dies in it leaves a new database, and of two that start at once one makes it.
    """
    if connection.introspection.table_names():
        return False
    steps = MigrationLoader(None).disk_migrations
    with connection.schema_editor() as editor:
        if connection.introspection.table_names():
            return False
        for model in apps.get_models():
            if model._meta.can_migrate(connection):  # noqa: SLF001 - Django documents it by this name
                editor.create_model(model)
        editor.create_model(MigrationRecorder.Migration)
        MigrationRecorder(connection).migration_qs.bulk_create(
            [MigrationRecorder.Migration(app=app, name=name) for app, name in steps]
        )
    return True
