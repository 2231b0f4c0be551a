"""Charts drawn on the server: plain data in, an SVG string out; no Django, no script, no inline style.

Every chart is drawn for one width, so that its words are never scaled below 14 px; a page that serves phones
and desks draws it twice. A chart is hidden from assistive technology: the page beside it holds the same
figures as a table.
"""

from amends.web.charts.drawing import slice_size, slices
from amends.web.charts.timeline import Event, Hour, timeline
from amends.web.charts.weeks import weeks

__all__ = ["Event", "Hour", "slice_size", "slices", "timeline", "weeks"]
