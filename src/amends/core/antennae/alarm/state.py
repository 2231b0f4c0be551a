"""What the alarm remembers of each subject, as a struct of arrays, and the bytes it is kept as."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from amends.core.antennae.alarm.setting import BLOCK, BLOCKS, LONG_AGO, WINDOW

if TYPE_CHECKING:
    from collections.abc import Sequence

VERSION: Final = 2
"""The version of the bytes; bytes of another version are refused."""

_LAYOUT: Final[dict[str, tuple[str, tuple[int, ...]]]] = {
    "level": ("<f8", (2,)),
    "share": ("<f8", (2,)),
    "threshold": ("<f4", (2, 2)),
    "peak": ("<f4", (2, 2)),
    "told_score": ("<f4", (2, 2)),
    "gain": ("<f4", (2,)),
    "told_people": ("<u2", (2,)),
    "heard": ("<u4", ()),
    "age": ("<u4", ()),
    "blocks": ("<u2", ()),
    "position": ("<u1", ()),
    "recent": ("<u2", (3, WINDOW)),
    "book": ("<f2", (2, 2, BLOCKS)),
    "quiet": ("<u2", (2,)),
    "since": ("<u1", (2,)),
    "rang": ("<u1", (2,)),
}
_RECORD: Final = np.dtype([(name, form, shape) for name, (form, shape) in _LAYOUT.items()])


@dataclass(frozen=True, slots=True, eq=False)
class AlarmState:
    """The memory of n subjects; every array's first axis is the subject. Treat the arrays as read-only.

    ``level`` people a bin (look, case); ``share`` discounted sums (objecting, people); ``threshold``, ``peak``
    (the block's running maximum) and ``told_score`` are scores by channel and window (five minutes, two hours);
    ``gain`` the feedback, 0.05 to 1, by channel; ``told_people`` the people the last alert spoke of; ``heard``
    a bit for each of the last 24 bins, newest lowest; ``age`` bins heard; ``blocks`` blocks stored since the
    beginning; ``position`` bins into the block; ``recent`` the last 24 bins' (people, objecting, supporting),
    newest first; ``book`` the record book; ``quiet`` bins of silence left, ``since`` bins since an alert was told
    (`LONG_AGO` at most), ``rang`` whether the block had an alarm, by channel.
    """

    level: NDArray[np.float64]
    share: NDArray[np.float64]
    threshold: NDArray[np.float32]
    peak: NDArray[np.float32]
    told_score: NDArray[np.float32]
    gain: NDArray[np.float32]
    told_people: NDArray[np.uint16]
    heard: NDArray[np.uint32]
    age: NDArray[np.uint32]
    blocks: NDArray[np.uint16]
    position: NDArray[np.uint8]
    recent: NDArray[np.uint16]
    book: NDArray[np.float16]
    quiet: NDArray[np.uint16]
    since: NDArray[np.uint8]
    rang: NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.age)


def fresh(subjects: int) -> AlarmState:
    """Return the memory of subjects of whom nothing is known.

    Their blocks end at different steps (row modulo the block), so that the work of closing blocks is spread. The two
    hours before count as heard and empty, so that the first block begins with the first bin.

    >>> len(fresh(3)), fresh(3).position.tolist()
    (3, [0, 1, 2])
    """
    arrays = {name: np.zeros((subjects, *shape), form) for name, (form, shape) in _LAYOUT.items()}
    arrays["threshold"][:] = np.inf
    arrays["peak"][:] = -np.inf
    arrays["book"][:] = -np.inf
    arrays["gain"][:] = 1
    arrays["since"][:] = LONG_AGO
    arrays["heard"][:] = (1 << WINDOW) - 1
    arrays["position"][:] = np.arange(subjects) % BLOCK
    return AlarmState(**arrays)


def to_bytes(state: AlarmState, row: int) -> bytes:
    """Return one subject's memory as bytes: the version, then the fields in their stated order.

    >>> len(to_bytes(fresh(1), 0)) <= 1024
    True
    """
    record = np.zeros((), _RECORD)
    for name in _LAYOUT:
        record[name] = getattr(state, name)[row]
    return bytes([VERSION]) + record.tobytes()


def from_bytes(rows: Sequence[bytes]) -> AlarmState:
    """Return the memory of the subjects whose bytes are given, in that order.

    Raises ``ValueError`` for bytes of another version or length.

    >>> to_bytes(from_bytes([to_bytes(fresh(2), 1)]), 0) == to_bytes(fresh(2), 1)
    True
    """
    for row in rows:
        if len(row) != 1 + _RECORD.itemsize or row[0] != VERSION:
            raise ValueError(
                f"These are not {1 + _RECORD.itemsize} bytes of an alarm state of version {VERSION}; "
                "start afresh and replay the history."
            )
    records = np.frombuffer(b"".join(row[1:] for row in rows), _RECORD)
    return AlarmState(**{item.name: records[item.name].copy() for item in fields(AlarmState)})
