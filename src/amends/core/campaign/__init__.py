"""Several people under one sponsor: whose audiences overlap, and whose storm spills over to whom."""

from amends.core.campaign.heard import Heard, Member, objecting_hours
from amends.core.campaign.overlap import Overlap, overlaps
from amends.core.campaign.spill import Edge, spill

__all__ = ["Edge", "Heard", "Member", "Overlap", "objecting_hours", "overlaps", "spill"]
