"""What the live path costs: `python benchmarks/live_path.py`.

Every post concerns the subject: the worst case. A site keeps nothing of posts that do not. Times are CPU seconds
of one process, SQLite on a temporary directory of this machine, every commit flushed.
"""

from __future__ import annotations

import os
import tempfile
import time

import django

DATA = tempfile.TemporaryDirectory()
os.environ |= {"AMENDS_DATA": DATA.name, "DJANGO_SETTINGS_MODULE": "amends.settings"}
django.setup()

from amends.actions.add_source import add_source  # noqa: E402 - Django comes first
from amends.actions.add_subject import add_subject  # noqa: E402 - as above
from amends.actions.hear import hear  # noqa: E402 - as above
from amends.actions.import_history import import_history  # noqa: E402 - as above
from amends.core.vocabulary import DAY, SECOND, Post, Subject  # noqa: E402 - as above
from amends.store import models  # noqa: E402 - as above
from amends.worker.database import prepare_database  # noqa: E402 - as above

SUBJECT = Subject("Ines Marlow", handles=("ines.example",))
NOON = 1_773_316_800 * SECOND
TEXTS = (
    "I came here for your letters @ines.example and tonight I got a billboard.",
    "Honestly, @ines.example, I do not mind. It is a phone.",
    "What did they pay you, @ines.example?",
    "Broad beans: eleven up, one to go. @ines.example will understand.",
)


def post(number: int, at: int) -> Post:
    return Post(
        id=f"p{number}",
        network="bluesky",
        author=f"did:{number % 5000}",
        text=f"{TEXTS[number % 4]} {number}",
        created_at=at,
        heard_at=at,
        handle=f"person{number % 5000}.example",
    )


def hearing() -> None:
    add_subject(SUBJECT, NOON)
    source = add_source("bench", "paced-archive", "none", NOON)
    print("posts in a batch | batches | posts kept before | ms a batch (median) | posts/s")
    number = 0
    for size, batches in ((1, 40), (20, 40), (200, 20), (2000, 3)):
        before, spent = number, []
        for _ in range(batches):
            posts = [post(number + index, NOON + (number + index) * SECOND // 2) for index in range(size)]
            number += size
            began = time.process_time()
            hear(source, posts, str(number), posts[-1].created_at)
            spent.append(time.process_time() - began)
        median = sorted(spent)[batches // 2]
        print(f"{size:16} | {batches:7} | {before:17} | {median * 1000:19.1f} | {size / median:7.0f}")


def importing() -> None:
    models.Post.objects.all().delete()
    models.AlarmState.objects.all().delete()
    start = NOON - 60 * DAY
    posts = [post(number, start + number * 60 * DAY // 20_000) for number in range(20_000)]
    batches = [posts[index : index + 4000] for index in range(0, 20_000, 4000)]
    began = time.process_time()
    summary = import_history(SUBJECT, batches, NOON)
    spent = time.process_time() - began
    print(f"\n{summary.posts} posts of two months as history: {spent:.1f} s, {summary.posts / spent:.0f} posts/s")


if __name__ == "__main__":
    prepare_database()
    hearing()
    importing()
    DATA.cleanup()
