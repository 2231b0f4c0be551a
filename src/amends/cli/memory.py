"""`amends memory`: write what a look at a draft remembers of this site into a small file."""

from __future__ import annotations

from pathlib import Path

import click

from amends.cli.data_option import data_option
from amends.cli.site import CannotStart, open_site


@click.command("memory")
@click.argument("out", metavar="OUT.json", type=click.Path(path_type=Path, dir_okay=False))
@data_option
def command(out: Path, data: Path) -> None:
    """Write what "amends preflight --memory OUT.json" remembers, so that it can look where your site is not.

    It holds your own posts, ties, promises, spaces and guards, and of everybody else numbers alone: nobody's name,
    handle or words. Of your cases only public ones are in it. This may be run while the site is running.
    """
    open_site(data)
    from amends import clock
    from amends.actions.keep_memory import to_keep
    from amends.engine.memory_file import written

    kept = to_keep(clock.now())
    try:
        out.write_bytes(written(kept))
    except OSError as error:
        raise CannotStart(f"{out} could not be written: {error.strerror}. Nothing was changed.") from error
    posts, partners, guards = len(kept.memory.posts), len(kept.memory.partners), len(kept.guards)
    click.echo(f"Written to {out}: {posts} posts of yours, {partners} partners, {guards} guards.")
    click.echo("It is as your site knows things now; write it anew from time to time.")
