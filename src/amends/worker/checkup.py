"""What `amends doctor` looks at, one finding a line; it looks and changes nothing."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.db import connection
from django.db.utils import DatabaseError

from amends import clock
from amends.actions.set_up_owner import has_owner
from amends.actions.spoken import waiting
from amends.core.antennae.alarm import BIN, VERSION, from_bytes
from amends.core.antennae.alarm.setting import BLOCK, BLOCKS
from amends.core.vocabulary import MINUTE, WEEK, Instant
from amends.engine import careful, packaged_reader
from amends.engine.own_model import own_model
from amends.store import models, strongbox
from amends.store.sqlite import UnsafeDatabase, assert_durable
from amends.worker.data_directory import KEY_FILE
from amends.worker.database import missing_migrations, unknown_migrations

if TYPE_CHECKING:
    from collections.abc import Iterator

BROWSERS: Final = ("chromium", "chromium-browser", "google-chrome")
START: Final = "Start it once: amends up"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is so; where it is not well, ``advice`` says what to do."""

    well: bool
    what: str
    advice: str = ""


def well(what: str) -> Finding:
    """Say that something is as it should be."""
    return Finding(well=True, what=what)


def needs(what: str, advice: str) -> Finding:
    """Say that something needs the operator, and what to do."""
    return Finding(well=False, what=what, advice=advice)


def checkup(data: Path) -> list[Finding]:
    """Look at everything there is to look at, in the order in which one thing rests on another."""
    findings = [_python(), _parts(), *_directory(data), _reader(), *_second_reader(), _chromium()]
    return [*findings, *_database(data)]


def _python() -> Finding:
    here = platform.python_version()
    return Finding(
        sys.version_info >= (3, 11), f"Python {here}.", "" if sys.version_info >= (3, 11) else "It needs 3.11."
    )


def _parts() -> Finding:
    names = ("amends", "Django", "django-allauth", "uvicorn", "numpy")
    return well(", ".join(f"{name} {_version(name)}" for name in names) + ".")


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "(not installed as a package)"


def _directory(data: Path) -> Iterator[Finding]:
    if not data.is_dir():
        yield needs(f"There is no data directory {data} yet.", START)
        return
    if os.access(data, os.W_OK):
        yield well(f"Data directory: {data}.")
    else:
        yield needs(f"The data directory {data} cannot be written.", "Let this user write there.")
    key = data / KEY_FILE
    if not key.is_file():
        if "AMENDS_SECRET_KEY" not in os.environ:
            yield needs("There is no secret key.", START)
    elif key.stat().st_mode & 0o077:
        yield needs("Others on this machine can read the secret key.", f"chmod 600 {key}")
    box = data / strongbox.KEY_FILE
    if box.is_file() and box.stat().st_mode & 0o077:
        yield needs("Others on this machine can read the key to your tokens and passwords.", f"chmod 600 {box}")


def _reader() -> Finding:
    try:
        return well(f"The reader is {packaged_reader.load().name}.")
    except Exception as error:  # noqa: BLE001 - whatever is wrong with the file, the doctor's word on it is the same
        return needs(f"The reader cannot be loaded ({error}).", "Install amends again.")


def _second_reader() -> Iterator[Finding]:
    """Say who reads again what the reader is unsure of; that nobody does is well too."""
    try:
        own = own_model(os.environ)
    except ValueError as error:
        yield needs(str(error), "See docs/howto/read-more-carefully.md.")
        return
    if own is not None:
        yield well(f"What it is unsure of is read again by your own model: {own.model} at {own.address}.")
    elif not settings.AMENDS_CAREFUL:
        yield well("The careful reader is left alone (AMENDS_CAREFUL).")
    elif not careful.is_wanted():
        yield well(f"The careful reader is not installed; it is optional: {careful.INSTALL_PARTS}")
    elif missing := careful.what_is_missing():
        yield needs("The careful reader is not whole, and the fast one reads alone.", missing)
    else:
        yield well("What it is unsure of is read again by the careful reader.")


def _chromium() -> Finding:
    named = os.environ.get("AMENDS_CHROMIUM", "")
    found = named or next(filter(None, map(shutil.which, BROWSERS)), None)
    if found:
        return well(f"Browser tests would use {found}.")
    return well("No Chromium here: only the browser tests need it, and they skip themselves without.")


def _database(data: Path) -> Iterator[Finding]:
    name = settings.DATABASES["default"]["NAME"]
    if connection.vendor == "sqlite" and not Path(str(name)).is_file():
        yield needs("There is no database yet.", START)
        return
    try:
        yield from _schema(data)
        if not missing_migrations():
            yield _owner()
            yield from _subjects()
            yield from _sources()
            yield from _told(data)
            yield from _speaks()
    except DatabaseError as error:
        yield needs(f"The database does not answer: {str(error).strip()}.", "See that it runs and is not locked.")


def _schema(data: Path) -> Iterator[Finding]:
    newer, missing = unknown_migrations(), missing_migrations()
    if newer:
        yield needs(f"The database knows steps that this amends does not: {', '.join(newer)}.", "Update amends.")
    if missing:
        yield needs(f"The database lacks {len(missing)} steps of this version.", START)
    if connection.vendor != "sqlite":
        yield well(f"Database: {connection.vendor}, {'up to date' if not missing else 'behind'}.")
        return
    try:
        assert_durable(connection)
    except UnsafeDatabase as error:
        yield needs(str(error), "Put the data directory on a local disk.")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA quick_check")
        answer = str(cursor.fetchone()[0])
    if answer == "ok":
        yield well("Database: SQLite in WAL mode, every commit flushed to the disk, sound.")
    else:
        advice = f"Stop amends, keep a copy of {data}, and put back your last good copy."
        yield needs(f"The database is damaged: {answer}.", advice)


def _owner() -> Finding:
    if has_owner():
        return well("There is an owner.")
    return needs("Nobody can open the desk yet.", "Print a link that makes you the owner: amends setup-link")


def _subjects() -> Iterator[Finding]:
    rows = list(models.Subject.objects.filter(drill=False).select_related("alarm_state").order_by("pk"))
    if not rows:
        yield needs(
            "Nobody is watched yet.",
            'Import what was said of you so far: amends replay ARCHIVE --subject "NAME=term,@handle" --import',
        )
    for row in rows:
        yield well(f"Watching {row.name}: {_calibration(row)}")


def _calibration(subject: models.Subject) -> str:
    """Say how much of the subject's own weeks the alarm knows, and since when its stated rate means something."""
    kept: models.AlarmState | None = getattr(subject, "alarm_state", None)
    if kept is None or kept.version != VERSION:
        return "the alarm knows nothing of ordinary weeks yet; it is uncalibrated."
    blocks = int(from_bytes([bytes(kept.state)]).blocks[0])
    weeks = blocks * BLOCK * BIN / WEEK
    if blocks >= BLOCKS:
        return f"calibrated on four weeks, to ring falsely once in {1 / subject.budget_per_week:.0f} weeks."
    until: Instant = clock.now() + (BLOCKS - blocks) * BLOCK * BIN
    day = datetime.fromtimestamp(until / 1_000_000, UTC).strftime("%d %B %Y").lstrip("0")
    return f"{weeks:.1f} of four weeks known; uncalibrated until about {day} unless you import more history."


def _told(data: Path) -> Iterator[Finding]:
    """Say who is told of an alarm, and whether the last message was taken."""
    ways = list(models.Way.objects.filter(removed_at=None).order_by("after", "pk"))
    if not ways:
        yield needs("Nobody is told of an alarm: it stands on the desk alone.", "Add a way: Account, How you are told.")
    if ways and not (data / strongbox.KEY_FILE).is_file():
        yield needs(
            "The key to your tokens and passwords is missing.", f"Put {strongbox.KEY_FILE} back, or add the ways anew."
        )
    if ways and not settings.AMENDS_ADDRESS:
        yield needs(
            "The links of a message lead to this machine alone.", "Set AMENDS_ADDRESS to where the world finds it."
        )
    for way in ways:
        last = models.Attempt.objects.filter(delivery__way=way).order_by("-at", "-pk").first()
        said = f"Told by {models.Way.Kind(way.kind).label}: “{way.name}”"
        if last is None:
            yield needs(f"{said}, never tried.", "Send a test: Account, How you are told.")
        elif last.well:
            yield well(f"{said}; the last message was taken.")
        else:
            yield needs(f"{said}; the last message was not taken.", last.said)


def _speaks() -> Iterator[Finding]:
    """Say with which accounts the owner can speak, and what waits for her."""
    rows = list(models.OwnAccount.objects.filter(removed_at=None).order_by("network", "pk"))
    if not rows and not settings.AMENDS_DEMO:
        yield well("No account is connected to speak with; posts are copied by hand: amends account add")
    for row in rows:
        network = models.OwnAccount.Network(row.network).label
        said = f"Speaks on {network} as @{row.handle}"
        yield needs(f"{said}, and is not let in.", row.note) if row.note else well(f"{said}, when you press.")
    if many := waiting().count():
        yield needs(f"What you said elsewhere waits for you: {many}.", "See the case on the desk, Said elsewhere.")


def _sources() -> Iterator[Finding]:
    rows = list(models.Source.objects.exclude(kind=models.DRILL).order_by("pk"))
    if not rows:
        yield well("No network is connected; what is imported is all there is.")
    for row in rows:
        heard = f", last heard {(clock.now() - row.last_heard_at) // MINUTE} min ago" if row.last_heard_at else ""
        refused = f", {row.refused} rows refused" if row.refused else ""
        state = models.Source.State(row.state).label.lower()
        said = f"Source “{row.name}”: {state}{heard}{refused}."
        lost = row.state in (models.Source.State.FAILED, models.Source.State.SILENT)
        yield needs(said, row.note) if lost else well(said)
