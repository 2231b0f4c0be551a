"""What was learned from written examples, as it is handed to the rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from amends.core.lessons.pieces import Weights


@dataclass(frozen=True, slots=True)
class Learned:
    """``manner`` weighs a draft against a promise; ``kinds`` say what a promise about ties binds its owner to."""

    manner: Weights
    kinds: Mapping[str, Weights]
