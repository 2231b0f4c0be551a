"""Ways to tell somebody, for tests that care about what is told and not about who carries it."""

from __future__ import annotations

from amends.actions.ways import Asked, add_way
from amends.core.case.telling import Way as Rule

HOOK = "https://hook.example/a"


def way(now, *, name="my phone", kind="webhook", place=HOOK, secret="", near=False, key="", **rule):
    return add_way(Asked(kind, name, place, secret, near, key), Rule(**rule), now)
