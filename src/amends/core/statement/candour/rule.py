"""One rule of the check: words that make a kind of finding, and when they do not."""

from __future__ import annotations

import re
from dataclasses import dataclass

from amends.core.statement.candour.findings import Kind
from amends.core.statement.cue import Cue


@dataclass(frozen=True, slots=True)
class Rule:
    """Words that make a kind of finding: only where ``needs`` stands in the sentence, never where ``unless`` does."""

    kind: Kind
    words: Cue
    needs: re.Pattern[str] | None = None
    unless: Cue | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """How a language turns against what it just said: the turning words, and what makes them harmless.

    ``owned`` follows a turn that goes against the writer ("but that is no excuse"); ``rejected`` stands before
    words that are spoken of in order to refuse them ("I will not say …").
    """

    but: Cue
    owned: re.Pattern[str]
    rejected: re.Pattern[str]
