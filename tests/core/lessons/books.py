"""A rule book for tests of the core, which opens no files."""

from __future__ import annotations

from amends.core.lessons.rulebook import BREACHES, Rulebook, Source

SOURCES = {breach: Source(f"a guide on {breach}", "A guide says so.") for breach in BREACHES}
BOOK = Rulebook(
    jurisdiction="us",
    title="A place",
    version="1",
    notice="No legal advice.",
    sure={"en": ("ad", "sponsored", "paid partnership"), "de": ("werbung",)},
    unsure=("spon", "sp", "collab", "thanks", "in partnership with", "affiliate link"),
    only={},
    sources=SOURCES,
    end_up_to=125,
)
