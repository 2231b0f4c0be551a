"""What a storm came to, in this process's database or in one that a site left behind."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from cli.processes import surroundings


def kept() -> dict[str, Any]:
    """Tell it as JSON would, so that both ways compare; keys of rows are left out, for a crash may skip some."""
    from amends.store import models

    alerts = models.Alert.objects.order_by("at", "channel")
    voices = models.Voice.objects.order_by("person__key")
    readings = models.Reading.objects.order_by("at", "post__origin_id")
    state = models.AlarmState.objects.get()
    told = {
        "alerts": list(alerts.values_list("channel", "at", "people", "objecting", "first_objection_at", "escalation")),
        "evidence": [sorted(alert.evidence.values_list("post__origin_id", flat=True)) for alert in alerts],
        "voices": list(
            voices.values_list("person__key", "stance", "heat", "grounds", "first_at", "posts", "said__post__origin_id")
        ),
        "readings": list(readings.values_list("post__origin_id", "at", "stance", "person__key")),
        "state": [bytes(state.state).hex(), state.upto],
        "cases": list(models.Case.objects.values_list("number", "noticed_at", "public")),
    }
    return json.loads(json.dumps(told))


def kept_in(data: Path) -> dict[str, Any]:
    """Tell it of the site that was kept in a directory."""
    program = (
        f"import sys; sys.path.insert(0, {str(Path(__file__).parent.parent)!r})\n"
        "import json, django; django.setup()\n"
        "from cli.kept import kept; print(json.dumps(kept()))"
    )
    around = surroundings() | {"AMENDS_DATA": str(data), "DJANGO_SETTINGS_MODULE": "amends.settings"}
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env=around)
    return json.loads(ended.stdout)
