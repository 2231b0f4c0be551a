"""Whether listening waits for a second look: `python benchmarks/second_look_wait.py` prints one table.

A storm of 100 posts a second, all about the subject and half of them unsure, is heard for half a minute through the
line in which all deeds of a site stand, a batch every quarter of a second: alone, with the careful reader beside it,
and with one that takes a second for each post. *Wait* is how long a batch took from the line's door to its commit;
*later* how long after its batch a post was read again. SQLite on a temporary directory, every commit flushed.
"""

from __future__ import annotations

import asyncio
import logging
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import django
import structlog

DATA = tempfile.TemporaryDirectory()
os.environ |= {"AMENDS_DATA": DATA.name, "DJANGO_SETTINGS_MODULE": "amends.settings"}
django.setup()

from amends import clock  # noqa: E402 - Django comes first
from amends.actions.add_source import add_source  # noqa: E402 - as above
from amends.actions.add_subject import add_subject  # noqa: E402 - as above
from amends.actions.hear import hear  # noqa: E402 - as above
from amends.actions.line import Line  # noqa: E402 - as above
from amends.core.vocabulary import SECOND, Post, Reading, Subject  # noqa: E402 - as above
from amends.engine.careful.reader import load  # noqa: E402 - as above
from amends.engine.second_look import SecondReader  # noqa: E402 - as above
from amends.store import models  # noqa: E402 - as above
from amends.worker import second_look  # noqa: E402 - as above
from amends.worker.database import prepare_database  # noqa: E402 - as above

PACE, BATCH, BATCHES = 0.25, 25, 120
TEXTS = (
    "I am not sure that this was right of you @ines.example, we came here for your letters.",
    "Good morning @ines.example, the beans are up.",
)


class Slow:
    """Takes a second for each post, and agrees."""

    name, at_once = "slow", 4

    def again(self, texts: list[str], first: list[Reading]) -> list[Reading]:
        """Agree, in good time."""
        time.sleep(len(texts))
        return [Reading(one.stance, one.p, one.heat, one.grounds, one.language, self.name) for one in first]


def posts(number: int) -> list[Post]:
    now = clock.now()
    return [
        Post(
            id=f"p{n}",
            network="bluesky",
            author=f"did:{n % 500}",
            text=f"{TEXTS[n % 2]} {n}",
            created_at=now,
            heard_at=now,
        )
        for n in range(number, number + BATCH)
    ]


async def storm(name: str, opened: Callable[[], SecondReader | None], start: int) -> None:
    line = Line(clock.now)
    source = await line.run(add_source, f"bench {start}", "paced-archive", "none", clock.now())
    looking = asyncio.create_task(second_look.look_twice(line, opened))
    waits, later = [], []
    written = second_look.look_again

    def noted(looked: list[tuple[object, Reading]], now: int) -> int:
        keys = [one.key for one, _ in looked]
        heard = models.Reading.objects.filter(pk__in=keys).values_list("at", flat=True)
        later.extend((now - at) / SECOND for at in heard)
        return written(looked, now)

    second_look.look_again = noted
    began, used = time.monotonic(), time.process_time()
    for batch in range(BATCHES):
        await asyncio.sleep(max(0.0, began + batch * PACE - time.monotonic()))
        fresh = posts(start + batch * BATCH)
        at = time.monotonic()
        await line.run(hear, source, fresh, str(batch), clock.now())
        waits.append(1000 * (time.monotonic() - at))
    used = time.process_time() - used
    await asyncio.sleep(1.5)
    looking.cancel()
    await asyncio.gather(looking, return_exceptions=True)
    second_look.look_again = written
    await line.close()
    waits.sort()
    again = f"{len(later)} | {statistics.median(later):.1f} | {max(later):.1f}" if later else "0 | - | -"
    print(f"| {name} | {statistics.median(waits):.0f} | {waits[int(0.99 * BATCHES)]:.0f} | {again} | {used:.1f} |")


def main() -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    prepare_database()
    add_subject(Subject("Ines Marlow", handles=("ines.example",)), clock.now())
    before = os.getloadavg()[0]
    print("| second reader | wait, ms, median | 99 % | read again | s later, median | most | processor s |")
    print("|---|---|---|---|---|---|---|")
    careful = load(Path(DATA.name) / "reader")
    ways: tuple[tuple[str, Callable[[], SecondReader | None]], ...] = (
        ("none", lambda: None),
        ("careful", lambda: careful),
        ("a second each", Slow),
        ("none again", lambda: None),
    )
    for number, (name, opened) in enumerate(ways):
        for rows in (models.Alert, models.Case, models.Post, models.AlarmState):
            rows.objects.all().delete()  # each storm finds the same empty site
        asyncio.run(storm(name, opened, number * 1_000_000))
    print(f"\nLoad average before and after: {before:.1f}, {os.getloadavg()[0]:.1f}.")


if __name__ == "__main__":
    main()
    DATA.cleanup()
