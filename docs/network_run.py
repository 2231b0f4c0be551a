"""Runs the tests that need the whole of Bluesky's network: ``make test-network``.

With ``AMENDS_KEEP_RUN=1`` what it said is kept in docs/reference/network-run.md, beside what it ran on.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "reference" / "network-run.md"
PEERS = Path(os.environ.get("AMENDS_PEERS", ROOT / ".peers"))
SERVERS = ("dev-env", "pds", "bsky", "ozone", "bsync")

HEAD = """\
# A run of the whole network

What `make test-network` said when it was last run for this page. It starts the whole of Bluesky's network on one
machine: the directory of identities, a personal data server, the view of everything (AppView), the moderators' service
(Ozone), PostgreSQL and Redis. All of it is the network's own code and none of it is ours; it listens on this machine
alone, and is gone afterwards. The tests ask each of these servers what amends asks, and look at what it makes of the
answers.

```console
$ make test-network
$ AMENDS_KEEP_RUN=1 make test-network
```

The second one writes this page. PostgreSQL and Redis are Debian's (`apt-get install postgresql redis-server`), the
rest comes by `make peers`. Where one of them is missing, the tests say which, and are skipped, as in
`make test`."""

LIMITS = """\
## What it shows, and what it cannot

- Here a post that moderators take down gets a label and stays in the view. Whether Bluesky's public view hides it as
  well cannot be seen from here; amends asks the view and the moderators' service, so that either is enough.
- Whole accounts that go (deleted, deactivated, taken down) are told by the stream itself and missing from the view.
- Counts in the view lag behind the stream by a moment: the tests wait for them.
- Nothing of this says how fast or how reliable Bluesky's public servers are: they were not reached."""


def main() -> int:
    """Run the tests and show what they say; keep it where that is asked for. Returns their exit code."""
    tests = ["-v", "-n0", "--durations=8", "-p", "no:cacheprovider", "tests/peers/test_network.py"]
    began = time.monotonic()
    running = subprocess.Popen(  # noqa: S603 - our own tests
        [sys.executable, "-m", "pytest", *tests],
        cwd=ROOT,
        env=os.environ | {"AMENDS_NETWORK": "1", "COLUMNS": "120"},
        stdout=subprocess.PIPE,
        text=True,
    )
    said = []
    for line in running.stdout or ():
        print(line, end="", flush=True)
        said.append(line)
    code = running.wait()
    if os.environ.get("AMENDS_KEEP_RUN") and code == 0:
        PAGE.write_text(page("".join(said), time.monotonic() - began), encoding="utf-8")
        print(f"Kept in {PAGE.relative_to(ROOT)}.")
    return code


def page(said: str, seconds: float) -> str:
    """Write the page of one run."""
    day = time.strftime("%Y-%m-%d", time.gmtime())
    ran = f"Run on {day}, in {seconds:.0f} seconds from nothing to nothing, on {os.cpu_count()} processors."
    parts = [
        HEAD,
        "## What it ran on",
        ran,
        servers(),
        "## What it said",
        f"```text\n{without_places(said)}\n```",
        LIMITS,
    ]
    return "\n\n".join(parts) + "\n"


def servers() -> str:
    """List each server with its version."""
    rows = []
    for name in SERVERS:
        about = PEERS / "atproto/node_modules/@atproto" / name / "package.json"
        found = json.loads(about.read_text(encoding="utf-8"))
        rows.append(f"| `@atproto/{name}` | {found['version']} |")
    postgres = version(f"{told('pg_config', '--bindir')}/postgres", "--version")
    rows += [f"| PostgreSQL | {postgres} |", f"| Redis | {version('redis-server', '--version')} |"]
    return "\n".join(["| server | version |", "|---|---|", *rows])


def version(*command: str) -> str:
    """Find the version in what a program says of itself."""
    found = re.search(r"\d+\.\d+(\.\d+)?", told(*command))
    return found[0] if found else "unknown"


def told(*command: str) -> str:
    """Ask a program."""
    done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - asks for a version
    return done.stdout.strip()


def without_places(said: str) -> str:
    """Leave out where this machine keeps things."""
    places = re.compile(r"(platform|cachedir|rootdir|configfile|plugins|django|hypothesis)\b")
    lines = [line for line in said.splitlines() if not places.match(line)]
    return "\n".join(lines).replace(str(ROOT), ".").strip()


if __name__ == "__main__":
    sys.exit(main())
