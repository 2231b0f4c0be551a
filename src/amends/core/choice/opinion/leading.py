"""The largest components of a symmetric matrix: all of them where it is small, the first few where it is wide."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

WHOLE_UP_TO: Final = 384
"""Rows up to which all components are found at once, in about ten milliseconds."""

_BLOCK: Final = 4
_STEPS: Final = 40
_SETTLED: Final = 1e-14
"""Share of the largest component that may be left over: near the last digit of a double."""

_ROUGHLY: Final = 1e-6
_ROBERTS: Final = 1.1673039782614187
"""The root of x^5 = x + 1."""


def leading(matrix: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Find the largest eigenvalues, ascending, and their vectors as columns: all, or for a wide matrix at least three.

    The matrix is symmetric and has no negative eigenvalue. A wide one is asked by block Krylov steps (Musco and Musco
    2015), begun at a fixed spread of columns and not by chance; where these do not settle, or the components are too
    alike to be told apart, all are found after all.

    >>> values, vectors = leading(np.diag([1.0, 3.0, 2.0]))
    >>> values.tolist(), np.abs(vectors[:, -1]).tolist()
    ([1.0, 2.0, 3.0], [0.0, 1.0, 0.0])
    """
    found = _krylov(matrix) if len(matrix) > WHOLE_UP_TO else None
    if found is None:
        values, vectors = np.linalg.eigh(matrix)
        found = values, vectors
    return found


def _krylov(matrix: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]] | None:
    """Widen a space by the matrix until its three largest components are the matrix' own, or give up."""
    # An even spread (Roberts' sequence in four dimensions) leans on every column and is orthogonal to no component.
    rows = np.arange(1, len(matrix) + 1)[:, None]
    block, _ = np.linalg.qr(matrix @ (rows * _ROBERTS ** -np.arange(1.0, _BLOCK + 1) % 1 - 0.5))
    basis = np.empty((len(matrix), 0))
    image = np.empty((len(matrix), 0))
    for step in range(_STEPS):
        onward = matrix @ block
        basis, image = np.hstack([basis, block]), np.hstack([image, onward])
        if step % 4 == 3:
            values, inner = np.linalg.eigh(basis.T @ image)
            values, inner = values[-3:], inner[:, -3:]
            vectors = basis @ inner
            left_over = np.sqrt(((image @ inner - vectors * values) ** 2).sum(axis=0))
            # The third is only there to tell whether it is as large as the second, and may be known roughly.
            if (left_over <= values[-1] * np.array([_ROUGHLY, _SETTLED, _SETTLED])).all():
                return (values, vectors) if (np.diff(values) > 10 * _ROUGHLY * values[-1]).all() else None
        for _ in range(2):
            onward = onward - basis @ (basis.T @ onward)
        block, _ = np.linalg.qr(onward)
    return None
