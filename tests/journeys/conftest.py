"""A browser, and the site as it is really served: Django under uvicorn, with server-sent events."""

from __future__ import annotations

import asyncio
import threading
import time

import pytest
from django.contrib.auth.models import User

from amends import asgi, clock
from amends.actions import wake
from web import pages_story

ARGUMENTS = (
    "--no-sandbox",  # containers have no user namespaces
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


@pytest.fixture(autouse=True)
def evening():
    """Live at 23:48 of the invented evening."""
    start = pages_story.NOW
    with clock.following(clock.Story(start=start, end=start + 1, speed=1e-9, began=clock.real())):
        yield start


@pytest.fixture(scope="module")
def playwright(django_db_setup):
    """What starts browsers, for a module of tests.

    Playwright's sync interface runs an event loop in this thread for as long as it is started, and in such a thread
    Django forbids its blocking database calls. Nothing else runs in that loop, so nothing can be blocked: it is
    allowed here, and forbidden again when the module is done, as other tests need a thread without a loop.
    """
    playwright = pytest.importorskip("playwright.sync_api")
    with pytest.MonkeyPatch.context() as allowed, playwright.sync_playwright() as started:
        allowed.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield started


@pytest.fixture(scope="module")
def browser(chromium, playwright):
    """One Chromium for a module of tests."""
    running = playwright.chromium.launch(executable_path=chromium, args=list(ARGUMENTS))
    yield running
    running.close()


@pytest.fixture
def whole_browser(whole_chromium, playwright):
    """A Chromium for the one test that needs all of it."""
    running = playwright.chromium.launch(executable_path=whole_chromium, args=list(ARGUMENTS))
    yield running
    running.close()


@pytest.fixture(scope="session")
def address():
    """Serve the site on a free port of this machine, in a thread of its own."""
    from amends.worker.site import make_site, take_port

    taken = take_port("127.0.0.1", 0)
    site = make_site("127.0.0.1", taken.getsockname()[1])
    thread = threading.Thread(target=lambda: asyncio.run(site.serve(sockets=[taken])), daemon=True)
    thread.start()
    while not site.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{taken.getsockname()[1]}"
    wake.close()
    site.should_exit = True
    thread.join(timeout=10)
    wake.reopen()


@pytest.fixture
def signed_in(browser, transactional_db, client):
    """Sign an owner in, and give her session's cookie to hand to a browser."""
    owner = User.objects.create_user("ines", password="a sentence only she would say")
    client.force_login(owner, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client.cookies["amends_session"].value


class Visit:
    """A page in a browser of its own, with everything that went wrong in it."""

    def __init__(self, browser, address, cookie="", **given):
        self.address = address
        options = {"viewport": {"width": 390, "height": 844}, "color_scheme": "light", **given}
        self.context = browser.new_context(**options)
        if cookie:
            self.context.add_cookies([{"name": "amends_session", "value": cookie, "url": address}])
        self.page = self.context.new_page()
        self.trouble, self.asked = [], []
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.trouble.append(str(error)))
        self.page.on("dialog", lambda dialog: (self.trouble.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        self.page.on("request", lambda request: self.asked.append(request.url))

    def _console(self, message):
        if message.type in ("error", "warning"):
            self.trouble.append(message.text)

    def go(self, path):
        return self.page.goto(self.address + path)

    @property
    def strangers(self):
        """What was asked of any other machine."""
        return [url for url in self.asked if not url.startswith((self.address, "data:"))]

    def close(self):
        self.context.close()


@pytest.fixture
def visit(browser, address, transactional_db):
    """Open pages; whatever was opened is closed before the database is emptied."""
    opened = []
    asgi.application.forget()  # pages of another test's database

    def open_one(cookie="", within=browser, **given):
        opened.append(Visit(within, address, cookie, **given))
        return opened[-1]

    yield open_one
    for one in opened:
        one.close()
    until = time.monotonic() + 5
    while wake.readers() and time.monotonic() < until:
        time.sleep(0.02)
