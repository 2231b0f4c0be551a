"""What became of the same people: soothed, turned, come back, by what each of them did in the storm."""

from amends.core.recovery.cohorts import Cohort, Moments, Said, cohorts
from amends.core.recovery.look_back import CohortNow, Recovery, look_back
from amends.core.recovery.named_change import Changed, Words, common_words, who_named
from amends.core.recovery.respect import Share, Turned, turned
from amends.core.recovery.soothed import Soothed, Step, soothed
from amends.core.recovery.trust import Change, came_back

__all__ = [
    "Change",
    "Changed",
    "Cohort",
    "CohortNow",
    "Moments",
    "Recovery",
    "Said",
    "Share",
    "Soothed",
    "Step",
    "Turned",
    "Words",
    "came_back",
    "cohorts",
    "common_words",
    "look_back",
    "soothed",
    "turned",
    "who_named",
]
