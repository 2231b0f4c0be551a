"""The option of the commands that read: who reads again what the fast reader is unsure of."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from amends.cli.site import CannotUse

if TYPE_CHECKING:
    from amends.engine.second_look import PostReader, SecondReader

again_option = click.option(
    "--again",
    type=click.Choice(["careful", "own"]),
    help="Who reads again what is unsure: the careful reader, if installed, or your own model (AMENDS_READER_URL).",
)


def reader_for(again: str | None) -> PostReader:
    """Return the fast reader, looking twice where that was asked for; raises a click error where it cannot."""
    from amends.engine.packaged_reader import load
    from amends.engine.second_look import Twice

    fast = load()
    return fast if again is None else Twice(fast, _second(again))


def _second(again: str) -> SecondReader:
    if again == "own":
        from amends.engine.own_model import own_model

        try:
            own = own_model(os.environ)
        except ValueError as error:
            raise CannotUse(str(error)) from error
        if own is None:
            raise CannotUse("AMENDS_READER_URL names no model. See docs/howto/read-more-carefully.md.")
        return own
    from amends.engine import careful

    if missing := careful.what_is_missing():
        raise CannotUse(f"The careful reader is not here. {missing}")
    from amends.engine.careful.reader import load

    return load(Path(os.environ.get("AMENDS_DATA", "var")).expanduser().absolute() / "reader")
