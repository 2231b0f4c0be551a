"""What every command that opens the house does first, and how it says that it cannot."""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import click

from amends import clock
from amends.worker.data_directory import hold, make_ready
from amends.worker.demo_marker import is_demo, kept_story
from amends.worker.trouble import Trouble

if TYPE_CHECKING:
    from collections.abc import Iterator


class CannotStart(click.ClickException):
    """A sentence on standard error and exit code 1, instead of a traceback."""

    exit_code: ClassVar[int] = 1


class CannotUse(CannotStart):
    """What was named cannot be used at all: exit code 2."""

    exit_code: ClassVar[int] = 2


@contextmanager
def starting() -> Iterator[None]:
    """Turn trouble into a sentence."""
    try:
        yield
    except Trouble as trouble:
        raise (CannotStart if trouble.code == 1 else CannotUse)(str(trouble)) from trouble


def point_at(data: Path | None) -> Path:
    """Let Django know the data directory, the usual one where none is named; call it before Django is imported."""
    chosen = (data or Path(os.environ.get("AMENDS_DATA", "var"))).expanduser().absolute()
    os.environ["AMENDS_DATA"] = str(chosen)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amends.settings")
    if is_demo(chosen):
        os.environ["AMENDS_DEMO"] = "1"
        clock.follow(kept_story(chosen))
    return chosen


def open_django() -> None:
    """Set Django up; raises `Trouble` for an environment that its settings cannot use."""
    import django
    from django.core.exceptions import ImproperlyConfigured

    try:
        django.setup()
    except (ValueError, ImproperlyConfigured) as error:
        hint = " For PostgreSQL: pip install 'amends[postgresql]'" if "psycopg" in str(error) else ""
        raise Trouble(str(error).strip() + hint, code=2) from error


def open_site(data: Path | None) -> None:
    """Make a site's data directory and database ready to use, whether or not the site is running.

    Raises a click error with a sentence where that cannot be.
    """
    with starting():
        make_ready(point_at(data))
        _open_database(quiet=True)


@contextmanager
def run_site(data: Path, *, quiet: bool = False) -> Iterator[None]:
    """Hold a data directory for this process alone and bring its database up to date, while the block runs."""
    chosen = point_at(data)
    make_ready(chosen)
    with hold(chosen):
        open_django()
        from amends.worker.database import held_database

        with held_database():
            _open_database(quiet=quiet)
            _load_reader()
            yield


def _load_reader() -> None:
    """Load the reader before anything is promised: without it nothing that is heard could be read."""
    from amends.engine import packaged_reader

    try:
        packaged_reader.load()
    except (OSError, ValueError) as error:
        raise Trouble(f"The reader that comes with amends cannot be loaded ({error}). Install amends again.") from error


def _open_database(*, quiet: bool) -> None:
    open_django()
    from amends.worker.database import prepare_database
    from amends.worker.logs import set_up_logs

    set_up_logs(quiet=quiet)
    prepare_database()
