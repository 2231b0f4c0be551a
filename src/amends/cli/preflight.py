"""`amends preflight`: a look at a draft, at many, or at a deal, before it is too late to change a word."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import click

from amends.cli.preflight_input import book_of, connections_in, deal_in, draft_in
from amends.cli.preflight_site import Asked, Fired, site_of
from amends.core.lessons.finding import Purpose
from amends.engine.asked_draft import Unreadable, as_record

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amends.cli.preflight_site import Site
    from amends.core.lessons.finding import Finding

_CLEAR, _FOUND, _UNREAD = 0, 1, 2


@click.command("preflight")
@click.argument("file", metavar="DRAFT", type=click.Path(allow_dash=True), required=False)
@click.option("--stream", type=click.Choice([str(purpose) for purpose in Purpose]), help="What the place is for.")
@click.option("--stream-name", default="", help="What you call the place, such as “the Friday newsletter”.")
@click.option("--connection", "connections", multiple=True, type=click.Path(), help="A TOML file with a tie of yours.")
@click.option("--promise", "promises", multiple=True, help="A promise you made, as a plain sentence.")
@click.option("--jurisdiction", default="us", show_default=True, help="Whose rules: us, uk, de or in.")
@click.option("--rules", type=click.Path(), help="A rule book of your own, in TOML, instead of those that come along.")
@click.option("--memory", type=click.Path(), help="What your site remembers, as “amends memory” wrote it.")
@click.option("--data", type=click.Path(file_okay=False), help="Your site itself: asks it, and writes down its guards.")
@click.option("--batch", type=click.Path(allow_dash=True), help="Many drafts: JSON Lines, one draft a line.")
@click.option("--deal", type=click.Path(), help="A TOML file with what is offered: asks the same before it is signed.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(
    file: str | None,
    *,
    stream: str | None,
    stream_name: str,
    connections: tuple[str, ...],
    promises: tuple[str, ...],
    jurisdiction: str,
    rules: str | None,
    memory: str | None,
    data: str | None,
    batch: str | None,
    deal: str | None,
    as_json: bool,
) -> None:
    """Look at a draft before it is published: ties that are not named, crossed streams, a promise it would break.

    DRAFT is a text file, or "-" for standard input. The exit code is 0 where nothing was found, 1 where something
    was, and 2 where the draft could not be read. It advises and blocks nothing, and it is no legal advice.

    With --memory or --data it also says what a partner brings with it and who may object, and your guards speak; ties
    and promises that you do not give are those of your site. With --data a guard that speaks is written down in your
    ledger; a memory has none.
    """
    if sum(one is not None for one in (file, batch, deal)) != 1:
        click.echo("Give one thing to look at: a DRAFT, --batch FILE or --deal FILE.", err=True)
        sys.exit(_UNREAD)
    if memory and data:
        click.echo("Give --memory or --data: one of them says what your site knows.", err=True)
        sys.exit(_UNREAD)
    try:
        site = site_of(memory, data)
        if batch is not None:
            from amends.cli.preflight_batch import run

            sys.exit(run(batch, site, as_json=as_json, rules=rules))
        if deal is not None:
            sys.exit(_deal(deal, rules, site, as_json=as_json))
        assert file is not None
        asked = Asked(
            draft_in(file),
            site.space(stream, stream_name),
            tuple(tie for path in connections for tie in connections_in(path)) or site.connections,
            promises or site.promises,
        )
        book = book_of(jurisdiction, rules)
        found, fired = site.look(asked, book)
    except Unreadable as error:
        click.echo(_plain(str(error)), err=True)
        sys.exit(_UNREAD)
    _tell("standard input" if file == "-" else file, asked.text, found, book.notice, fired, as_json=as_json)
    sys.exit(_FOUND if found else _CLEAR)


def _deal(path: str, rules: str | None, site: Site, *, as_json: bool) -> int:
    from amends.core.lessons.deal import disclosure_text, look_at

    offer, jurisdiction = deal_in(path)
    book = book_of(jurisdiction, rules, told_in=path)
    found = look_at(site.offered(offer), book, site.partners([offer.connection]))
    words = disclosure_text(offer, book)
    if as_json:
        told = {"findings": [as_record(one) for one in found], "disclosure": words, "notice": book.notice}
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        _tell(path, offer.terms, found, book.notice, Fired(), as_json=False)
        click.echo(
            f"If you sign, these words stand first in what you publish; change them to what is so:\n  {_plain(words)}"
        )
    return _FOUND if found else _CLEAR


def _tell(name: str, text: str, found: Sequence[Finding], notice: str, fired: Fired, *, as_json: bool) -> None:
    if as_json:
        told = {"draft": name, "findings": [as_record(one) for one in found], "notice": notice, **fired.record()}
        click.echo(json.dumps(told))
        return
    if not found:
        click.echo(f"{_plain(name)}: nothing found. That does not say that nobody will object.")
    for number, one in enumerate(found, 1):
        begins, ends = one.span
        where = f", line {text[:begins].count(chr(10)) + 1}: “{_plain(text[begins:ends])[:100]}”" if ends else ""
        click.echo(f"{number}. {one.title}{where}")
        click.echo(f"   {_plain(one.why)}\n   {_plain(one.mend)}\n   {_plain(one.rule)}")
    if fired.numbers:
        click.echo(fired.told)
    click.echo(notice)


def _plain(text: str) -> str:
    """Write a text as one line of a terminal, without the characters that steer one."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
