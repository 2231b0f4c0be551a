"""``amends campaign``: compare storms under one sponsor, and take part in looking at them together."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from amends.cli.campaign_compare import command as compare
from amends.cli.data_option import data_option
from amends.cli.site import CannotStart, open_site

if TYPE_CHECKING:
    from amends.store import models


class _CompareOrDeed(click.Group):
    """Lets ``amends campaign FILE`` stand for ``amends campaign compare FILE``."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and args[0] not in self.commands and args[0] not in ("-h", "--help"):
            args = ["compare", *args]
        return super().parse_args(ctx, args)


@click.group("campaign", cls=_CompareOrDeed)
def command() -> None:
    """Compare storms under one sponsor, and take part in looking at them together.

    With a file and nothing else, compare what stands in it.
    """


command.add_command(compare)
_number = click.argument("number", metavar="CAMPAIGN", type=click.IntRange(min=1))


@command.command("list")
@data_option
def list_(data: Path) -> None:
    """Say which campaigns this site takes part in, under which number, and who has brought what."""
    open_site(data)
    from amends.store import models

    rows = list(models.Campaign.objects.filter(left_at=None).order_by("pk"))
    for row in rows:
        click.echo(f"{row.pk}  {row.name}, as {row.member}")
        for share in row.shares.order_by("member", "pk"):
            click.echo(f"    {share.member or share.address}{': ' if share.note else ''}{share.note}")
    if not rows:
        click.echo("This site takes part in no campaign. Join one on the desk: Account, Several people, one sponsor.")


@command.command("share")
@_number
@click.argument("out", metavar="OUT", type=click.Path(path_type=Path, dir_okay=False))
@data_option
def share(number: int, out: Path, data: Path) -> None:
    """Write your share of a campaign into a file for a member whose site cannot ask yours.

    It holds a key for each person who spoke to you and the hours in which they began to object, and no words
    (docs/reference/campaign.md). That it was made is written down.
    """
    open_site(data)
    from amends import clock
    from amends.actions import line
    from amends.actions.own_share import hand_out_file
    from amends.store.strongbox import DoesNotOpen

    try:
        text = line.do(clock.now, hand_out_file, _campaign(number), clock.now())
    except DoesNotOpen as shut:
        raise CannotStart(str(shut)) from shut
    try:
        out.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise CannotStart(f"{out} could not be written: {error.strerror}. Nothing was shared.") from error
    click.echo(f"Written to {out}: {text.count(chr(10)) - 2:,} people, as keys. Give it to members alone.")


@command.command("bring")
@_number
@click.argument("what", metavar="FILE|URL")
@data_option
def bring(number: int, what: str, data: Path) -> None:
    """Bring in what another member shares: her file, or the address of her site, which is asked from then on."""
    open_site(data)
    from amends import clock
    from amends.actions import line
    from amends.actions.bring_share import bring_file, name_site
    from amends.core.campaign.written import UnfitShare
    from amends.store.strongbox import DoesNotOpen

    campaign = _campaign(number)
    try:
        if what.startswith(("https://", "http://")):
            row = line.do(clock.now, name_site, campaign, what, clock.now())
            click.echo(f"{row.address} is asked for its share from here on, while the site runs.")
        else:
            row = line.do(clock.now, bring_file, campaign, _text(what), clock.now())
            click.echo(f"The share of {row.member} is here.")
    except (UnfitShare, DoesNotOpen) as refused:
        raise CannotStart(str(refused)) from refused


@command.command("leave")
@_number
@click.option("--yes", is_flag=True, help="Do not ask whether you are sure.")
@data_option
def leave(number: int, data: Path, *, yes: bool) -> None:
    """Leave a campaign: its key and all that others brought are erased here, and members' sites let go of yours."""
    open_site(data)
    from amends import clock
    from amends.actions import line
    from amends.actions.leave_campaign import leave_campaign

    campaign = _campaign(number)
    if not yes:
        click.confirm(f"Leave {campaign.name}? What others brought is erased here.", abort=True)
    line.do(clock.now, leave_campaign, campaign, clock.now())
    click.echo("Left. Members’ sites let go of your share when they next ask, within six hours if they run.")
    click.echo("A file that you gave to somebody is in their hands: ask them to let go of it.")


def _campaign(number: int) -> models.Campaign:
    from amends.store import models

    row = models.Campaign.objects.filter(pk=number, left_at=None).select_related("subject").first()
    if row is None:
        raise CannotStart(f"This site takes part in no campaign of number {number}. Look with: amends campaign list")
    return row


def _text(name: str) -> str:
    from amends.core.campaign.written import LARGEST

    try:
        with Path(name).open("rb") as file:
            return file.read(LARGEST + 1).decode("utf-8-sig")
    except OSError as error:
        raise CannotStart(f"{name} cannot be read: {error.strerror}. Nothing was taken.") from error
    except UnicodeDecodeError:
        raise CannotStart(f"{name} is no share: it is not text in UTF-8. Nothing was taken.") from None
