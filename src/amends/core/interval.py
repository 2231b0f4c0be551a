"""How sure a share is: the interval of E. B. Wilson, and what a beta law holds, for counts worth less than they are."""

from __future__ import annotations

from math import exp, lgamma, log, log1p, sqrt
from typing import Final

NORMAL: Final = 1.959964
"""Standard deviations of a normal law that hold 95 % of it."""


def wilson(count: float, people: float) -> tuple[float, float]:
    """Return the 95 % interval of a share (E. B. Wilson, JASA 22, 1927); everything where there is nobody.

    >>> tuple(round(bound, 3) for bound in wilson(5, 10)), wilson(0, 0)
    ((0.237, 0.763), (0.0, 1.0))
    """
    if people <= 0:
        return 0.0, 1.0
    share, square = count / people, NORMAL * NORMAL
    middle = (share + square / (2 * people)) / (1 + square / people)
    reach = NORMAL / (1 + square / people) * sqrt(share * (1 - share) / people + square / (4 * people * people))
    return max(0.0, middle - reach), min(1.0, middle + reach)


def beta_holds(share: float, worth: float) -> tuple[float, float]:
    """Return what 95 % of shares lie between that follow a beta law around one, spread as ``worth`` people's would be.

    >>> tuple(round(bound, 3) for bound in beta_holds(0.5, 3)), beta_holds(0.0, 9)
    ((0.025, 0.975), (0.0, 0.0))
    """
    if not 0 < share < 1:
        return share, share
    held = max(worth - 1, 0.1)
    first, second = share * held, (1 - share) * held
    return _beta_quantile(0.025, first, second), _beta_quantile(0.975, first, second)


def _beta_quantile(chance: float, first: float, second: float) -> float:
    low, high = 0.0, 1.0
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (middle, high) if beta_below(middle, first, second) < chance else (low, middle)
    return (low + high) / 2


def beta_below(at: float, first: float, second: float) -> float:
    """Return the chance that a beta law stays below a share (its continued fraction; Lentz's way of taking it).

    >>> round(beta_below(0.3, 2, 5), 4), beta_below(0.0, 2, 5), beta_below(1.0, 2, 5)
    (0.5798, 0.0, 1.0)
    """
    if at <= 0 or at >= 1:
        return float(at >= 1)
    if at > (first + 1) / (first + second + 2):
        return 1 - beta_below(1 - at, second, first)
    front = exp(lgamma(first + second) - lgamma(first) - lgamma(second) + first * log(at) + second * log1p(-at))
    return front * _fraction(at, first, second) / first


def _fraction(at: float, first: float, second: float) -> float:
    tiny = 1e-30
    over, under = 1.0, 1 / _not_nought(1 - (first + second) * at / (first + 1), tiny)
    found = under
    for step in range(1, 300):
        even = step * (second - step) * at / ((first + 2 * step - 1) * (first + 2 * step))
        odd = -(first + step) * (first + second + step) * at / ((first + 2 * step) * (first + 2 * step + 1))
        for part in (even, odd):
            under = 1 / _not_nought(1 + part * under, tiny)
            over = _not_nought(1 + part / over, tiny)
            found *= under * over
        if abs(under * over - 1) < 1e-12:
            break
    return found


def _not_nought(value: float, tiny: float) -> float:
    return value if abs(value) > tiny else tiny
