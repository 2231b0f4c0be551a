"""The option by which every command learns where the site keeps everything."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

data_option: Final = click.option(
    "--data",
    type=click.Path(path_type=Path),
    envvar="AMENDS_DATA",
    default=Path("var"),
    show_default=True,
    help="The data directory of the site.",
)
