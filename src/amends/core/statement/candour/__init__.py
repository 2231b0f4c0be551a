"""Does a statement own what happened? It is read as it is written; the answer advises, and never blocks.

The rules stand by theme, each with its English and its German words: what a good apology holds (`elements`), what is
no apology (`non_apologies`), ties that are not named (`ties`), denials that stand uncorrected (`denials`), and
claims that the case's own record contradicts (`record`). What is said about each finding stands in `advice_en` and
`advice_de`, and on what authority in `sources`.
"""

from __future__ import annotations

from amends.core.statement.candour.check import LANGUAGES, candour
from amends.core.statement.candour.findings import (
    Candour,
    CaseEvidence,
    Element,
    ElementName,
    Finding,
    Kind,
    Severity,
)
from amends.core.statement.candour.sources import Source

__all__ = [
    "LANGUAGES",
    "Candour",
    "CaseEvidence",
    "Element",
    "ElementName",
    "Finding",
    "Kind",
    "Severity",
    "Source",
    "candour",
]
