"""One process: the site, the listeners, the reconciler. SIGTERM and Ctrl-C leave it with everything kept."""

from __future__ import annotations

import asyncio
import signal
from typing import TYPE_CHECKING

import structlog
from django.conf import settings

from amends import clock
from amends.actions import line as one_line
from amends.actions import wake
from amends.actions.export_archive import clear_left_over
from amends.actions.line import Line
from amends.worker.campaigns import compare_campaigns, fetch_shares
from amends.worker.drills import run_drills
from amends.worker.elsewhere import be_told_of_ties
from amends.worker.letters import send_letters
from amends.worker.listen import Listening
from amends.worker.names import look_up_names
from amends.worker.pasts import fetch_pasts
from amends.worker.reconcile import reconcile
from amends.worker.second_look import look_twice, second_reader
from amends.worker.site import make_site
from amends.worker.speak import speak
from amends.worker.still_there import look_whether_still_there
from amends.worker.subscriptions import ask_hubs
from amends.worker.surroundings import fetch_surroundings
from amends.worker.tell_links import tell_links
from amends.worker.tell_owner import tell_owner
from amends.worker.witnessed import be_witnessed

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable, Coroutine

    from amends.store import models
    from amends.worker.site import Site

log = structlog.get_logger()


def run(
    taken: socket.socket,
    *,
    tell: Callable[[models.Alert], None] = lambda _alert: None,
    ready: Callable[[], None] = lambda: None,
    alongside: Callable[[Line], Coroutine[None, None, None]] | None = None,
) -> None:
    """Serve until SIGTERM or Ctrl-C on a port that is taken already; returns when everything is kept.

    ``tell`` is called once for each alert, ``ready`` once when the site answers; both must be quick. ``alongside`` is
    something else that runs as long as the site does, and whose deeds stand in the same line.
    """
    asyncio.run(_run(taken, tell, ready, alongside))


async def _run(
    taken: socket.socket,
    tell: Callable[[models.Alert], None],
    ready: Callable[[], None],
    alongside: Callable[[Line], Coroutine[None, None, None]] | None,
) -> None:
    stop = asyncio.Event()
    host, port = taken.getsockname()[:2]
    site = make_site(host, port)
    _catch_signals(stop, site)
    wake.reopen()
    clear_left_over(settings.AMENDS_DATA)
    line = Line(clock.now)
    one_line.use(line)
    listening = Listening(line)
    serving = asyncio.create_task(site.serve(sockets=[taken]), name="site")
    reconciling = asyncio.create_task(_begin(site, line, listening, tell, ready), name="reconciler")
    for task in (serving, reconciling):
        # Neither ends by itself: where one does, the house closes in order and says why.
        task.add_done_callback(lambda _task: stop.set())
    beside = [asyncio.create_task(be_witnessed(), name="witnesses")]
    beside.append(asyncio.create_task(be_told_of_ties(), name="ties elsewhere"))
    beside.append(asyncio.create_task(look_up_names(line), name="names"))
    beside.append(asyncio.create_task(look_whether_still_there(line), name="still there"))
    beside.append(asyncio.create_task(ask_hubs(line), name="hubs"))
    beside.append(asyncio.create_task(fetch_pasts(line), name="pasts"))
    beside.append(asyncio.create_task(fetch_surroundings(line), name="surroundings"))
    beside.append(asyncio.create_task(look_twice(line, second_reader), name="second look"))
    beside.append(asyncio.create_task(run_drills(line), name="drills"))
    beside.append(asyncio.create_task(tell_owner(line, _address(host, port)), name="tell the owner"))
    beside.append(asyncio.create_task(speak(line), name="speak"))
    beside.append(asyncio.create_task(send_letters(line), name="letters"))
    beside.append(asyncio.create_task(tell_links(line), name="tell links"))
    beside.append(asyncio.create_task(compare_campaigns(line), name="campaigns"))
    beside.append(asyncio.create_task(fetch_shares(line), name="members"))
    if alongside is not None:
        beside.append(asyncio.create_task(alongside(line), name="alongside"))
    await stop.wait()
    log.info("closing")
    for task in (reconciling, *beside):
        task.cancel()
    why, *_ = await asyncio.gather(reconciling, *beside, return_exceptions=True)
    wake.close()
    site.should_exit = True
    await listening.stop()
    await serving
    one_line.use(None)
    await line.close()
    log.info("closed")
    if isinstance(why, Exception):
        raise why


def _address(host: str, port: int) -> str:
    """Tell where the links of a message lead: to the address the world knows, or to this machine itself."""
    here = f"[{host}]" if ":" in host else host
    return settings.AMENDS_ADDRESS or f"http://{here}:{port}"


async def _begin(
    site: Site,
    line: Line,
    listening: Listening,
    tell: Callable[[models.Alert], None],
    ready: Callable[[], None],
) -> None:
    while not site.started:  # noqa: ASYNC110 - uvicorn offers a flag and no event
        await asyncio.sleep(0.01)
    ready()
    await reconcile(line, listening, tell)


def _catch_signals(stop: asyncio.Event, site: Site) -> None:
    """Close in order at the first signal; at the second do not wait for open pages any longer."""

    def caught() -> None:
        site.force_exit = stop.is_set()
        stop.set()

    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, caught)
