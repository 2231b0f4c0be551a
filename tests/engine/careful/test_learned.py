from __future__ import annotations

import numpy as np
import pytest

from amends.engine.careful.learned import members, merged

BASE = {"a.weight": np.ones((2, 3), np.float32), "a.bias": np.zeros(2, np.float32), "other": np.ones(4, np.float32)}
HEADS = {"heads.weight": np.ones((5, 2)), "heads.bias": np.zeros(5)}


def of(member: int, **parts) -> dict[str, np.ndarray]:
    return {f"{member}/{name}": np.asarray(value, np.float16) for name, value in {**HEADS, **parts}.items()}


def test_thin_matrices_are_added_and_the_rest_is_put_in_place():
    up, down = np.array([[1.0], [2.0]]), np.array([[0.5, 0.0, -1.0]])
    made = merged(BASE, of(0, **{"a.up": up, "a.down": down, "a.bias": [3.0, 4.0]}), 0)
    assert made["a.weight"].tolist() == [[1.5, 1.0, 0.0], [2.0, 1.0, -1.0]]
    assert made["a.bias"].tolist() == [3.0, 4.0]
    assert made["other"].tolist() == [1.0] * 4
    assert made["heads.weight"].shape == (5, 2)
    assert BASE["a.weight"].tolist() == [[1.0] * 3] * 2, "the base stays as it is"


def test_each_member_has_its_own():
    kept = of(0, **{"a.bias": [1.0, 1.0]}) | of(1, **{"a.bias": [2.0, 2.0]}) | {"format": np.array(1)}
    assert members(kept) == 2
    assert [merged(BASE, kept, n)["a.bias"].tolist() for n in (0, 1)] == [[1.0, 1.0], [2.0, 2.0]]


def test_what_does_not_fit_is_refused():
    with pytest.raises(ValueError, match=r"do not fit the base: \['a\.bias'\]"):
        merged(BASE, of(0, **{"a.bias": [1.0]}), 0)
    with pytest.raises(ValueError, match="no heads"):
        merged(BASE, {"0/a.bias": np.zeros(2)}, 0)
