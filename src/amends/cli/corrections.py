"""``amends corrections``: what the owner said of readings, to look at or to take along."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from amends.cli.site import run_site, starting

if TYPE_CHECKING:
    from collections.abc import Iterator


@click.command("corrections")
@click.option(
    "--export", type=click.Path(path_type=Path, dir_okay=False, allow_dash=True), help="Write them as JSON Lines."
)
@click.option(
    "--data",
    type=click.Path(path_type=Path),
    envvar="AMENDS_DATA",
    default=Path("var"),
    show_default=True,
    help="The data directory of the site.",
)
def command(export: Path | None, data: Path) -> None:
    """Count the readings you corrected, or write them into a file.

    With --export each line holds the subject, the network, the post's id, its words, the stance you gave it, the one
    it was read as, and when. The file holds people's own words: keep it as carefully as you would keep letters.
    """
    with starting(), run_site(data, quiet=True):
        lines = list(_lines())
    if export is None:
        click.echo(f"{len(lines):,} {'reading was' if len(lines) == 1 else 'readings were'} corrected by hand.")
    elif str(export) == "-":
        for line in lines:
            click.echo(line)
    else:
        export.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        click.echo(f"Written: {len(lines):,} {'correction' if len(lines) == 1 else 'corrections'} into {export}.")


def _lines() -> Iterator[str]:
    from amends.core.vocabulary import iso
    from amends.store import models

    kept = models.Correction.objects.select_related("reading__post", "reading__subject").order_by("at", "pk")
    for row in kept.iterator(chunk_size=500):
        reading = row.reading
        told = {
            "subject": reading.subject.name,
            "network": reading.post.network,
            "id": reading.post.origin_id,
            "text": reading.post.text,
            "stance": row.stance,
            "read_as": (reading.first or {}).get("stance", ""),
            "corrected_at": iso(row.at),
        }
        yield json.dumps(told, ensure_ascii=False)
