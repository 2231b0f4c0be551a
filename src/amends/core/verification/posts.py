"""Posts elsewhere that hold a root of the log: what the first entries added up to when somebody wrote it down."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from amends.core.ledger.remembered import root_in
from amends.core.ledger.tree import leaf_hash, root_of
from amends.core.verification.report import Finding


def of_posts(bodies: Sequence[bytes], texts: Sequence[str]) -> Iterator[Finding]:
    """Hold the bodies of a log against what posts remember of it; what holds is no finding.

    >>> [found.says for found in of_posts([], ["I am sorry."])]
    ['It holds no line like “Ledger, 57 entries: …”.']
    """
    for place, text in enumerate(texts, 1):
        if says := _wrong(bodies, text):
            yield Finding("post", f"post {place}", says)


def _wrong(bodies: Sequence[bytes], text: str) -> str:
    found = root_in(text)
    if found is None:
        return "It holds no line like “Ledger, 57 entries: …”."
    size, root = found
    if size > len(bodies):
        return f"When it was written the log had {size:,} entries, and here it has {len(bodies):,}."
    if root_of([leaf_hash(body) for body in bodies[:size]]) != root:
        return f"The first {size:,} entries are not those that stood there when it was written."
    return ""
