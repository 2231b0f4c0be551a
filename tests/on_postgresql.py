"""Tries on PostgreSQL what depends on the database: python tests/on_postgresql.py [TESTS]

It starts a server of its own, which is gone afterwards; where PostgreSQL is not installed it says so and tries nothing.
Without TESTS a part is tried that tells most in little time: deeds side by side, the steps of old databases, and how
people are heard, counted, asked and forgotten.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
sys.path.insert(0, str(HERE))

from peers.full_network import NotInstalled, postgresql  # noqa: E402 - it stands beside this script

PART = (
    "tests/actions/side_by_side.py",
    "tests/store/taken_step_by_step.py",
    "tests/actions/test_case_deeds.py",
    "tests/actions/test_choice.py",
    "tests/actions/test_forget_person.py",
    "tests/actions/test_line_and_seal.py",
    "tests/actions/test_link_people.py",
    "tests/actions/test_raise_notification.py",
    "tests/actions/test_telling.py",
    "tests/worker/test_tell_links.py",
)
"""Tests by which a difference between the databases would most likely show; the first two are only for this one."""


def main(chosen: list[str]) -> int:
    """Run tests on PostgreSQL, those of `PART` where none are named; gives their exit code."""
    try:
        with postgresql() as address:
            command = [sys.executable, "-m", "pytest", "-q", "-n0", "-p", "no:cacheprovider", *(chosen or PART)]
            return subprocess.run(
                command, cwd=ROOT, check=False, env=os.environ | {"AMENDS_DATABASE_URL": address}
            ).returncode
    except NotInstalled as missing:
        print(f"{missing} Without it nothing was tried on it.")
        return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
