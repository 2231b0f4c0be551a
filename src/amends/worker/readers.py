"""Which connector listens to a source."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from amends import clock
from amends.connectors.paced_archive import PacedArchive

if TYPE_CHECKING:
    from collections.abc import Callable

    from amends.connectors.protocols import Reader
    from amends.store import models

PACED_ARCHIVE: Final = "paced-archive"
"""A file told at the pace of the house's clock."""


class UnknownKind(LookupError):
    """No connector of this version listens to sources of that kind; the message says so in a sentence."""


def reader_of(source: models.Source) -> Reader:
    """Make the reader of a source; raises `UnknownKind`."""
    if (make := _KINDS.get(source.kind)) is None:
        raise UnknownKind(f"Nothing here can listen to “{source.kind}”. This amends knows: {', '.join(_KINDS)}.")
    return make(source)


def _paced_archive(source: models.Source) -> Reader:
    return PacedArchive(Path(source.address), clock.now)


_KINDS: Final[dict[str, Callable[[models.Source], Reader]]] = {PACED_ARCHIVE: _paced_archive}
