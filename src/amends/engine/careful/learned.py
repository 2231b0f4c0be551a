"""What training changed about the base, as the package ships it: thin matrices, biases, norms and heads."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    Arrays = Mapping[str, NDArray[np.float32]]

_THIN: Final = re.compile(r"(?P<name>.*)\.(?P<part>up|down)$")


def members(kept: Mapping[str, NDArray[np.generic]]) -> int:
    """Tell how many networks a weight file holds: their answers are averaged."""
    return 1 + max(int(name.partition("/")[0]) for name in kept if name[0].isdigit())


def merged(base: Arrays, kept: Mapping[str, NDArray[np.generic]], member: int) -> dict[str, NDArray[np.float32]]:
    """Return the base's arrays with one member's changes in them, and its heads under names of their own.

    Raises ``ValueError`` where the two do not fit together.
    """
    learned = {
        name.partition("/")[2]: np.asarray(value, np.float32)
        for name, value in kept.items()
        if name.startswith(f"{member}/")
    }
    made = dict(base)
    for name, value in learned.items():
        if (thin := _THIN.fullmatch(name)) is None:
            made[name] = value
        elif thin["part"] == "up":
            whole = f"{thin['name']}.weight"
            made[whole] = base[whole] + value @ learned[f"{thin['name']}.down"]
    changed = {name: value.shape for name, value in base.items() if made[name].shape != value.shape}
    if changed or not {"heads.weight", "heads.bias"} <= made.keys():
        raise ValueError(f"The careful reader's weights do not fit the base: {sorted(changed) or 'no heads'}.")
    return made
