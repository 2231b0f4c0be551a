"""What is held about one person, in sentences: what there is, and when each of it is let go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from amends.actions.about_person import About

_LONGEST: Final = 160

KEPT: Final = (
    "Words, names and readings are kept until they are taken back where they were said, or erased.",
    "An address is kept until its reader presses the link in the letter, takes the message back, or is erased.",
    "Ways of showing who one is end with their vote. Passkeys are kept until they are erased.",
    "Entries of the ledger are kept for ever. They hold no words and no names; what opens them goes with the words.",
    "Signs under posts are counted under a hash: nobody can be told which were theirs.",
)


def sentences(about: About, *, addresses: bool) -> Iterator[str]:
    """Tell what is held about somebody, line by line; their words stand there in full only in JSON.

    ``addresses`` is whether the e-mail addresses are said, as no page ever does.
    """
    yield f"{_many(len(about.accounts), 'account')}:"
    for row in about.accounts:
        handle = f" (@{row['handle'].removeprefix('@')})" if row["handle"] else ""
        yield f"  {row['network']} {row['id']}{handle} {row['name']}".rstrip() + f", {_many(row['posts'], 'post')}"
    for row in about.links:
        undone = ", undone since" if row["undone_at"] else ""
        yield f"  counted as one: {row['one']} and {row['other']} (by: {row['by']}){undone}"
    yield from _words(about)
    yield from _cases(about, addresses=addresses)
    yield from _votes(about)
    opens = sum(row["opens"] for row in about.ledger)
    yield (
        f"The ledger commits to {_many(len(about.ledger), 'message')} of theirs, without words or names;"
        f" {opens:,} of them can be opened with what is kept here."
    )
    yield f"{_many(about.alerts, 'alert') if about.alerts else 'No alert'} stood on words of theirs."
    yield ""
    yield from KEPT


def _words(about: About) -> Iterator[str]:
    yield f"{_many(len(about.posts), 'post')}, and what was read in them:"
    for row in about.posts:
        yield f"  {row['said_at'][:16].replace('T', ' ')} on {row['network']}: {_cut(row['words'])}"
        for read in row["readings"]:
            grounds = f", on {', '.join(read['grounds'])}" if read["grounds"] else ""
            by = "as you said" if read["corrected"] else f"chance that it objects: {read['chance_that_it_objects']:.2f}"
            yield f"    read as: {read['stance']}{grounds}, heat {read['heat']} of 3 ({by})"


def _cases(about: About, *, addresses: bool) -> Iterator[str]:
    for row in about.voices:
        grounds = f", on {', '.join(row['grounds'])}" if row["grounds"] else ""
        answered = "answered" if row["answered_at"] else "not answered yet"
        yield f"A voice in case {row['case']}: {row['stance']}{grounds}, {_many(row['posts'], 'post')}, {answered}."
    for row in about.messages:
        answers = f", {_many(row['answers'], 'answer')}" if row["answers"] else ""
        yield f"Message {row['number']} on the floor of case {row['case']}: {row['state']}{answers}."
    for row in about.addresses:
        hear = "asked to hear what came of it" if row["asked_to_hear"] else "did not ask to hear"
        said = f": {row['address']}" if addresses else ""
        yield f"An e-mail address, left with message {row['message']} of case {row['case']}{said} ({hear})."


def _votes(about: About) -> Iterator[str]:
    for row in about.lists:
        yield f"On the list “{row['list']}” that was brought for {row['of']}."
    for row in about.ballots:
        bind = "among those who could bind" if row["could_bind"] else "not among those who could bind"
        voted = "voted" if row["voted"] else "has not voted"
        yield f"Question {row['question']} of case {row['case']}: {bind}, and {voted}. How is told to nobody."
    for row in about.waiting:
        shown = "showed" if row["shown_at"] else "began to show"
        until = row["good_until"][:16].replace("T", " ")
        yield f"  {shown} who they are by: {row['shown_by']}; good until {until} UTC"
    if about.opinions:
        yield f"{_many(about.opinions, 'opinion')} on messages of others, under a pseudonym."
    if about.passkeys:
        yield f"{_many(about.passkeys, 'passkey')} for later votes."


def _many(count: int, one: str) -> str:
    return f"{count:,} {one}{'' if count == 1 else 's'}"


def _cut(words: str) -> str:
    line = " ".join(words.split())
    return f"“{line}”" if len(line) <= _LONGEST else f"“{line[: _LONGEST - 1]}…”"
