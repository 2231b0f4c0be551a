"""Kill the writing process at random moments of a storm: `python benchmarks/kill_nine.py [--kills 1000] [--seed 1]`.

The demo's story is told until its question is open. Then, again and again, a process takes messages and ballots as fast
as it can, several at a time through the one line, and tells each one it may acknowledge: those whose commit came back.
It is killed by SIGKILL at a random moment, and the next one goes on from what is on the disk. What was not acknowledged
is sent again, as people do. In the end every acknowledged word must be there once, none may be there twice, and the
ledger must hold from its first entry to its last.

Printed: what was acknowledged, lost, doubled, and what a stranger finds in the exported case. Exit code 1 where
anything is lost or doubled or does not hold. A killed process is not a power cut: what the operating system has taken
survives.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence

import django

DATA = tempfile.TemporaryDirectory()
os.environ |= {"AMENDS_DATA": DATA.name, "DJANGO_SETTINGS_MODULE": "amends.settings"}
django.setup()

from django.db import connections  # noqa: E402 - Django comes first

from amends import demo  # noqa: E402 - as above
from amends.actions.cast import cast  # noqa: E402 - as above
from amends.actions.export_case import export_case  # noqa: E402 - as above
from amends.actions.line import Line  # noqa: E402 - as above
from amends.actions.prove import begin  # noqa: E402 - as above
from amends.actions.take_message import Sent, Taken, Written, take_messages  # noqa: E402 - as above
from amends.core.verification.verify import verify  # noqa: E402 - as above
from amends.core.vocabulary import MINUTE, SECOND, Stance  # noqa: E402 - as above
from amends.engine import packaged_reader  # noqa: E402 - as above
from amends.store import models  # noqa: E402 - as above
from amends.worker.database import prepare_database  # noqa: E402 - as above
from amends.worker.retell import tell_whole_story  # noqa: E402 - as above

AT_ONCE = 16
BEGINS = demo.ASKED_AT + MINUTE


def say(numbers: Sequence[int]) -> list[str]:
    """Take messages; the same number twice is the same person sending the same words again."""
    came_to = take_messages([sending(number) for number in numbers])
    return [
        f"{'said' if isinstance(taken, Taken) and taken.message else 'again'} {number}"
        for number, taken in zip(numbers, came_to, strict=True)
    ]


def sending(number: int) -> Sent:
    now = BEGINS + number * SECOND // 10
    words = f"These are the words of sending {number}, and nobody else's."
    return Sent(1, Written("Sender", words, Stance.OBJECTS, sender=str(number), made_at=now - MINUTE), now)


def vote(number: int, link: str) -> str:
    """Cast one ballot."""
    cast(link, ["withdraw" if number % 3 else "finish"], f"Reason {number}.", BEGINS + number * SECOND // 10)
    return f"voted {number}"


async def storm(pipe: int, first: int, again: list[int], links: list[str]) -> None:
    """Send without end, `AT_ONCE` at a time, and tell each acknowledgment through the pipe."""
    line = Line(lambda: BEGINS)
    waiting = list(again)
    number = first

    async def sender() -> None:
        nonlocal number
        while True:
            this = waiting.pop() if waiting else number
            number += this == number
            is_vote = this % 4 == 0
            joined = line.join(vote, this, links[this % len(links)]) if is_vote else line.join_many(say, this)
            told = await asyncio.wrap_future(joined)
            os.write(pipe, f"{told}\n".encode())

    await asyncio.gather(*(sender() for _ in range(AT_ONCE)))


def one_life(first: int, again: list[int], links: list[str], lives: float) -> list[str]:
    """Let a process write for so many seconds after its first acknowledgment, kill it, and return what it told."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            asyncio.run(storm(writing, first, again, links))
        finally:
            os._exit(1)  # only a fault leads here
    os.close(writing)
    told = os.read(reading, 65536)
    time.sleep(lives)
    os.kill(child, signal.SIGKILL)
    while more := os.read(reading, 65536):
        told += more
    os.close(reading)
    os.waitpid(child, 0)
    # A line that was cut in two was written all the same: the pipe takes small writes whole.
    return told.decode().splitlines()


def main() -> int:
    given = argparse.ArgumentParser()
    given.add_argument("--kills", type=int, default=1000)
    given.add_argument("--seed", type=int, default=1)
    asked = given.parse_args()
    chance = random.Random(asked.seed)
    prepare_database()
    packaged_reader.load()
    tell_whole_story(until=demo.ASKED_AT)
    choice = models.Choice.objects.get()
    links = [begin(choice, "nothing", BEGINS).token for _ in range(500)]
    acknowledged: Counter[str] = Counter()
    sent, again = 1, []
    began = time.monotonic()
    for kill in range(asked.kills):
        connections.close_all()
        told = one_life(sent, again, links, chance.uniform(0.0, 0.25))
        acknowledged.update(told)
        done = {int(line.split()[1]) for line in told}
        highest = max([sent - 1, *done])
        again = sorted((set(again) | set(range(sent, highest + 1 + AT_ONCE))) - done)
        sent = highest + 1 + AT_ONCE
        if sys.stderr.isatty():
            print(f"\r{kill + 1} kills, {len(acknowledged)} acknowledged", end="", file=sys.stderr)
    return report(asked.kills, acknowledged, time.monotonic() - began)


def report(kills: int, acknowledged: Counter[str], seconds: float) -> int:
    """Compare what was acknowledged with what is there, and let a stranger check the ledger."""
    kept = Counter(
        models.Post.objects.filter(network="floor", text__startswith="These are the words of sending").values_list(
            "text", flat=True
        )
    )
    said = {int(line.split()[1]) for line in acknowledged if not line.startswith("voted")}
    words = {number: f"These are the words of sending {number}, and nobody else's." for number in said}
    lost = [number for number, text in words.items() if kept[text] == 0]
    doubled = [text for text, count in kept.items() if count > 1]
    voted = {int(line.split()[1]) for line in acknowledged if line.startswith("voted")}
    reasons = Counter(models.Ballot.objects.values_list("reason", flat=True))
    lost_votes = [number for number in voted if reasons[f"Reason {number}."] == 0]
    standing = Counter(models.Ballot.objects.filter(stands=True).values_list("voter", flat=True))
    two_stand = [voter for voter, count in standing.items() if count > 1]
    found = verify(export_case(1))
    messages = models.Message.objects.filter(case__number=1)
    print("kill -9 | messages acknowledged | ballots acknowledged | lost | doubled | entries | the ledger")
    print(
        f"{kills} in {seconds:.0f} s | {len(said)} | {len(voted)} | {len(lost) + len(lost_votes)} |"
        f" {len(doubled) + len(two_stand)} | {models.Entry.objects.count()} |"
        f" {'holds' if found.sound else found.findings[:3]}"
    )
    numbered = list(messages.order_by("number").values_list("number", flat=True)) == list(
        range(1, messages.count() + 1)
    )
    return 0 if not (lost or lost_votes or doubled or two_stand) and found.sound and numbered else 1


if __name__ == "__main__":
    sys.exit(main())
