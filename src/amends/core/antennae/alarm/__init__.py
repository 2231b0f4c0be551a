"""Alarm: is this moment more than the subject's own last weeks? A rank, not a model.

At the end of each five-minute bin two scores (the last five minutes, the last two hours) stand against the
subject's own book of block maxima over four weeks, in two channels: *look* counts people of any stance, *case*
counts people who object, set against how many people speak at all. `step` closes a bin for many subjects at
once, `glance` asks the same of one subject's unfinished bin, `told` records that the owner was told, and
`skip_quiet` is many empty steps at once.
"""

from __future__ import annotations

from amends.core.antennae.alarm.glance import Glance, Standing, glance, standing, told
from amends.core.antennae.alarm.quiet import skip_quiet
from amends.core.antennae.alarm.setting import BIN, Setting
from amends.core.antennae.alarm.state import VERSION, AlarmState, fresh, from_bytes, to_bytes
from amends.core.antennae.alarm.step import Counts, Verdict, step

__all__ = [
    "BIN",
    "VERSION",
    "AlarmState",
    "Counts",
    "Glance",
    "Setting",
    "Standing",
    "Verdict",
    "fresh",
    "from_bytes",
    "glance",
    "skip_quiet",
    "standing",
    "step",
    "to_bytes",
    "told",
]
