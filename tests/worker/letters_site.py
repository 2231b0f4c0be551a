"""One run of a site that sends its letter, in a process of its own.

``prepare`` makes a decided case with five who asked to hear, and presses; ``die N`` dies with kill -9 when the post
office has taken the letter of that number and it is not noted; ``live`` goes on until all of them are sent.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path

from amends.cli.site import open_site


def prepare():
    from amends import clock
    from amends.actions.follow_up import send_follow_up
    from amends.actions.take_message import Written, take_message
    from amends.core.vocabulary import MINUTE, Stance
    from amends.store import models

    now = clock.now()
    subject = models.Subject.objects.create(name="Ines Marlow")
    given = {"subject": subject, "title": "The phone", "noticed_at": now, "began_at": now, "life": "decided"}
    models.Case.objects.create(number=1, public=True, **given)
    for name in ("ada", "bea", "cai", "dag", "eva"):
        written = Written(
            name, f"{name} minds it.", Stance.OBJECTS, f"{name}@example.org", "en", sender=name, made_at=now - MINUTE
        )
        assert take_message(1, written, now).message is not None
    send_follow_up(1, "It is done.", now)


async def send(number):
    from amends import clock
    from amends.actions.line import Line
    from amends.store import models
    from amends.worker import letters as module

    real, handed_in = module._hand_in, 0

    def hand_in(due):
        nonlocal handed_in
        real(due)
        handed_in += 1
        if handed_in == number:
            os.kill(os.getpid(), signal.SIGKILL)

    module._hand_in, module.TURN = hand_in, 0.02
    line = Line(clock.now)
    sending = asyncio.create_task(module.send_letters(line))

    def done():
        return not models.Letter.objects.filter(sent_at=None).exists()

    async with asyncio.timeout(60):
        while not await line.run(done):  # noqa: ASYNC110 - what is waited for is a row
            await asyncio.sleep(0.02)
    sending.cancel()
    await asyncio.gather(sending, return_exceptions=True)
    await line.close()


if __name__ == "__main__":
    directory, what, *more = sys.argv[1:]
    open_site(Path(directory))
    if what == "prepare":
        prepare()
    else:
        asyncio.run(send(int(more[0]) if more else 0))
