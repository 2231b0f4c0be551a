"""What the tests share: where the research data lies, and a browser."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import Any

# As many tests run side by side as there are processors: more threads in each would only wait for one another.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import pytest
from _pytest.doctest import DoctestModule
from hypothesis import settings

from peers.servers import atproto, node, pds

__all__ = ["atproto", "node", "pds"]  # servers that a session starts once, for whoever asks

# Properties are tried in earnest on the Python at hand; on the others (core_elsewhere.sh) a few examples tell. Each run
# draws others. How long an example takes says something of the machine, which others use too, and nothing of the rule.
settings.register_profile("elsewhere", max_examples=8, deadline=None)
settings.register_profile("here", max_examples=50, deadline=None)
settings.register_profile("thorough", max_examples=1000, deadline=None)
if not os.environ.get("HYPOTHESIS_PROFILE"):
    settings.load_profile("thorough" if os.environ.get("AMENDS_THOROUGH") else "here")

ROOT = Path(__file__).resolve().parent.parent


def pytest_configure() -> None:
    """Log in plain lines, as a site does: drawn in boxes, each failure that is logged costs a quarter of a second."""
    with suppress(ImportError):  # the core is tried without it
        import structlog

        plain = structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
        structlog.configure(processors=[structlog.processors.add_log_level, plain])


@pytest.fixture(autouse=True)
def own_ledger(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let each test that has a database sign its ledger with a key of its own, and remember nothing of others."""
    if "db" in request.fixturenames or request.node.get_closest_marker("django_db") is not None:
        from django.conf import settings
        from django.contrib.auth.hashers import Argon2PasswordHasher

        monkeypatch.setattr(settings, "AMENDS_DATA", request.getfixturevalue("tmp_path"))
        # A password is made slow to guess; here the same few are hashed hundreds of times, and nobody guesses.
        for name, least in (("time_cost", 1), ("memory_cost", 8), ("parallelism", 1)):
            monkeypatch.setattr(Argon2PasswordHasher, name, least)


@contextmanager
def _soon(seconds: float) -> Iterator[None]:
    before = _slowness()
    begun = time.process_time()
    yield
    took = time.process_time() - begun
    if took >= seconds:
        # A machine that others share is slow for some seconds, and then again not: the slowest of five looks counts.
        slow = max(before, *(_slowness() for _ in range(4)))
        assert took < seconds * slow, f"It took {took:.2f} s of processor time; {seconds} were allowed."


def _slowness() -> float:
    """How many times longer than on a quiet machine of 2025 a bare loop takes here and now; never below 1."""
    begun, total = time.process_time(), 0
    for each in range(2_000_000):
        total += each
    return max(1.0, (time.process_time() - begun) / 0.1)


@pytest.fixture(scope="session")
def soon() -> Callable[[float], AbstractContextManager[None]]:
    """`with soon(0.5):` must be done in half a second of processor time, or in more where all things are slow."""
    return _soon


FIRST = (
    "tests/peers/", "tests/journeys/", "tests/cli/", "tests/worker/", "tests/actions/", "tests/web/",
    "tests/connectors/",
)  # fmt: skip
"""What takes longest begins first, so that in the end nobody waits for one long story."""

ONE_SERVER = ("tests/peers/", "tests/journeys/test_a_sign_in")
"""What asks one server that takes seconds to start stays with whoever started it."""


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Hand out whole files to those who test side by side: what a file tells once is told once."""
    from xdist.scheduler import LoadFileScheduling

    class InOrder(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return "one server" if nodeid.startswith(ONE_SERVER) else super()._split_scope(nodeid)

    config.option.loadscopereorder = False  # it would begin with the files of the most tests, and end with the longest
    return InOrder(config, log)


@pytest.hookimpl(wrapper=True)
def pytest_collect_file(file_path: Path) -> Iterator[None]:
    """Look for examples in the docstrings of the core, and not in tests: that would load each of them a second time."""
    return [found for found in (yield) if not isinstance(found, DoctestModule)]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest, and let a test that waited in vain for its browser try once more, in a new one.

    A busy machine now and then loses a download or a notification on its way out of the browser; the run says where.
    What the pages say is asserted, and is never asked twice.
    """
    turn = {start: number for number, start in enumerate(FIRST)}
    items.sort(key=lambda item: next((turn[start] for start in FIRST if item.nodeid.startswith(start)), len(FIRST)))
    for item in items:
        if item.get_closest_marker("browser") is not None:
            item.add_marker(pytest.mark.flaky(reruns=1, only_rerun=["TimeoutError: "]))


@pytest.fixture(scope="session")
def root() -> Path:
    """Where the repository lies."""
    return ROOT


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Where the research data lies; it is not part of the repository, and its tests are skipped without it."""
    path = Path(os.environ.get("AMENDS_SHARED_DATA", ROOT.parent / "shared" / "data"))
    if not path.is_dir():
        pytest.skip(f"The research data is not at {path}. Set AMENDS_SHARED_DATA to where it lies.")
    return path


def _installed(*names: str) -> str:
    """Tell where the first of these programs lies that is here; the tests that ask are skipped without any."""
    found = os.environ.get("AMENDS_CHROMIUM", "") or next(filter(None, map(shutil.which, names)), None)
    if not found:
        pytest.skip(
            "There is no Chromium here. On Debian: apt-get install chromium chromium-headless-shell. Elsewhere: set"
            " AMENDS_CHROMIUM to it."
        )
    return found


WHOLE = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def chromium() -> str:
    """Where Chromium lies: the one without windows, which shows a page at two thirds of the cost, before the other."""
    return _installed("chromium-headless-shell", *WHOLE)


@pytest.fixture(scope="session")
def whole_chromium() -> str:
    """Where the Chromium lies that can do all that a person's can: what it tells outside of its pages, too."""
    return _installed(*WHOLE)
