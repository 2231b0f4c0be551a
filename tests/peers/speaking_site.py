"""One run of a site that speaks on both networks, in a process of its own.

``prepare`` makes its case, its accounts (a list of them in JSON) and its two presses; ``die N`` dies with kill -9 when
both networks have taken the post of that number and neither is saved; ``live`` goes on until all of it is sent.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from pathlib import Path

from amends.cli.site import open_site


def prepare(accounts):
    from actions.speaking_story import case, said
    from amends import clock
    from amends.actions.own_accounts import keep_account
    from amends.actions.speak import say
    from amends.connectors.speaking import Opened

    now = clock.now()
    case(now)
    for at, (network, place, author, local, secrets) in enumerate(json.loads(accounts)):
        account = keep_account(Opened(network, place, author, local, "ines", 300, 0, secrets), now)
        say(said(account, "One, and only one.\n1/2", "Two.\n2/2", press=f"press-{at}"), now)


class Dying:
    """Writes as the real one does, and ends the process when both have written the post of a number."""

    written = 0

    def __init__(self, writer, number):
        self.writer, self.number = writer, number

    async def write(self, post):
        stands = await self.writer.write(post)
        if post.words.endswith(f"{self.number}/2"):
            Dying.written += 1
            if Dying.written == 2:
                os.kill(os.getpid(), signal.SIGKILL)
            await asyncio.sleep(60)
        return stands


async def send(number):
    from amends import clock
    from amends.actions.line import Line
    from amends.store import models
    from amends.worker import speak as module

    real = module.writer_of
    if number:
        module.writer_of = lambda *given, **more: Dying(real(*given, **more), number)
    line = Line(clock.now)
    speaking = asyncio.create_task(module.speak(line))

    def done():
        return not models.Speech.objects.filter(sent_at=None).exists()

    async with asyncio.timeout(60):
        while not await line.run(done):  # noqa: ASYNC110 - what is waited for is a row
            await asyncio.sleep(0.02)
    speaking.cancel()
    await asyncio.gather(speaking, return_exceptions=True)
    await line.close()


if __name__ == "__main__":
    directory, what, *more = sys.argv[1:]
    open_site(Path(directory))
    if what == "prepare":
        prepare(*more)
    else:
        asyncio.run(send(*more))
