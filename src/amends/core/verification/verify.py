"""Hold a case that was handed out against everything that can be held against it."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence

from amends.core.ledger import audit as ledger
from amends.core.ledger.checkpoint import read_checkpoint
from amends.core.ledger.entry import parse
from amends.core.ledger.finding import Fault
from amends.core.ledger.proof import parse as parse_proof
from amends.core.ledger.tree import Refused
from amends.core.verification.case_file import CaseFile, read
from amends.core.verification.gaps import unexplained
from amends.core.verification.opinions import Redrawn, redrawn
from amends.core.verification.posts import of_posts
from amends.core.verification.receipt import entry_of, read_receipt
from amends.core.verification.recount import Recount, recount
from amends.core.verification.report import Finding, Report, of_the_log
from amends.core.verification.told import Opened, differences, open_entry, tell


def verify(document: object, receipts: Sequence[str] = (), *, key: str = "", posts: Sequence[str] = ()) -> Report:
    """Check a case file: the signature, every entry, every opening, the story, the lists, each count and map again.

    ``document`` is what JSON gives; whatever it is, this answers and never raises. ``receipts`` are texts that people
    kept, and ``posts`` are texts that hold a root of the log (`amends.core.ledger.remembered`). ``key`` is the log's
    verifier key as it is known from elsewhere: without it the key in the file is taken, which proves that the file was
    not changed since it was signed, and not by whom.

    >>> verify({"schema": "amends/case/1"}).sound
    False
    >>> verify("a letter").findings[0].kind
    'unreadable'
    """
    file, faults = read(document)
    if file is None:
        return Report(sound=False, findings=faults, counts={})
    kept, of_receipts = _receipts(file, receipts)
    found = ledger.audit(
        ledger.Log(file.bodies, file.checkpoint, file.openings, receipts=kept),
        [] if file.key is None else [file.key],
    )
    told = _told(file, {each.index for each in found.findings if each.fault == Fault.COMMIT})
    own, strays = _own(file, told)
    counted, drawn = recount(own, file.electorates), redrawn(own, file.electorates)
    findings = (
        *faults,
        *_of_the_key(file, key),
        *map(of_the_log, unexplained(found.findings, file, own)),
        *strays,
        *counted.findings,
        *drawn.findings,
        *_of_the_story(file, own, counted),
        *of_receipts,
        *of_posts(file.bodies, posts),
    )
    return Report(not findings, findings, _counts(found, own, counted, drawn, (len(receipts), len(posts))))


def _counts(
    found: ledger.Report, own: Sequence[Opened], counted: Recount, drawn: Redrawn, kept: tuple[int, int]
) -> dict[str, int]:
    return {
        "entries": found.entries,
        "own": len(own),
        "opened": found.opened,
        "unopened": sum(each.said is None for each in own),
        "sealed": found.sealed,
        "recounts": len(counted.verdicts),
        "ballots": counted.ballots,
        "maps": drawn.maps,
        "answers": drawn.answers,
        "receipts": kept[0],
        "posts": kept[1],
    }


def _of_the_key(file: CaseFile, key: str) -> Iterator[Finding]:
    """Hold the key against the one that is known from elsewhere, and the origin against the checkpoint's."""
    if file.key is None:
        return
    if key and str(file.key) != key:
        yield Finding("key", "key", "The file is signed by another key than the one you gave.")
    try:
        if read_checkpoint(file.checkpoint).origin != file.origin:
            yield Finding("key", "checkpoint", "The checkpoint is of another log than the file says.")
    except Refused:
        return  # the audit says so already, and why


def _told(file: CaseFile, unlike: Collection[int | None]) -> list[Opened]:
    """Read the entries that are of this case or were opened; one that cannot be read is the audit's to name.

    ``unlike`` are the places whose opening the audit has found to be another than the entry committed to.
    """
    begins = b'{"case":%d,' % file.case  # canonical JSON puts the case first
    told = []
    for index, body in enumerate(file.bodies):
        opening = file.openings.get(index)
        if opening is None and not body.startswith(begins):
            continue
        try:
            entry = parse(body)
            told.append(open_entry(index, entry, None if index in unlike else opening, held=True))
        except Refused:
            continue
    return told


def _own(file: CaseFile, told: Sequence[Opened]) -> tuple[list[Opened], list[Finding]]:
    """Part the entries of the case from those of others, of which nothing may be handed out."""
    own = [each for each in told if each.entry.case == file.case]
    strays = [
        Finding("file", f"openings, entry {each.index}", f"What was opened here is no entry of case {file.case}.")
        for each in told
        if each.entry.case != file.case
    ]
    if not own:
        strays.append(Finding("file", "case", f"The log holds nothing about case {file.case}."))
    return own, strays


def _of_the_story(file: CaseFile, own: Sequence[Opened], counted: Recount) -> Iterator[Finding]:
    """Tell the story again from the entries; where the file tells another one, nobody has signed it."""
    verdicts: dict[int, object] = dict(_verdicts(file.story))
    verdicts |= {number: json.loads(verdict.canonical()) for number, verdict in counted.verdicts.items()}
    try:
        places = differences(tell(own, verdicts), file.story)
    except RecursionError:
        places = ["story"]
    for where in places:
        yield Finding("story", where, "It is not what the entries of the log committed to.")


def _verdicts(story: object) -> Iterator[tuple[int, object]]:
    """Take the verdicts that the file tells: one that could not be counted again has its own finding already."""
    choices = story.get("choices") if isinstance(story, Mapping) else None
    for choice in choices if isinstance(choices, list) else []:
        if isinstance(choice, dict) and type(choice.get("number")) is int and "verdict" in choice:
            yield choice["number"], choice["verdict"]


def _receipts(file: CaseFile, texts: Sequence[str]) -> tuple[list[ledger.Receipt], list[Finding]]:
    """Make ready what people kept: a plain proof is held against the entry that stands where it says."""
    kept: list[ledger.Receipt] = []
    findings: list[Finding] = []
    for place, text in enumerate(texts, 1):
        try:
            found, index = read_receipt(text), parse_proof(text).index
            if found is not None:
                entry_of(found)
        except Refused as refused:
            findings.append(Finding("receipt", f"receipt {place}", str(refused)))
            continue
        standing = file.bodies[index] if index < len(file.bodies) else b""
        kept.append(ledger.Receipt(text, standing if found is None else found.body))
    return kept, findings
