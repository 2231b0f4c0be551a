"""A question is fixed whole: what is unfit is refused in words, and any change shows."""

from __future__ import annotations

import copy
import hashlib
import json
from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.core.choice.preset import (
    EveryGroup,
    FloorOf,
    Line,
    Preset,
    Rule,
    approval_quorum,
    simple_majority,
    supermajority,
)
from amends.core.choice.question import (
    EXAMPLE,
    Consequence,
    Kind,
    Option,
    Question,
    UnfitQuestion,
    canonical,
    digest,
    from_canonical,
)
from amends.core.vocabulary import HOUR

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1, max_size=30).filter(
    str.strip
)


@st.composite
def questions(draw):
    size = draw(st.integers(1, 500))
    keys = draw(st.lists(st.from_regex(r"[a-z][a-z0-9]{0,8}", fullmatch=True), min_size=2, max_size=6, unique=True))
    said = draw(st.lists(WORDS, min_size=len(keys), max_size=len(keys), unique=True))
    kind = draw(st.sampled_from(Kind))
    group = draw(st.none() | st.builds(EveryGroup, st.just(1), st.integers(1, 9), st.just(Line.AT_LEAST)))
    floor = draw(st.integers(1, size))
    rule = draw(
        st.sampled_from(
            [
                simple_majority(floor, draw(st.sampled_from(FloorOf)), group),
                supermajority(2, 3, floor, every_group=group),
                approval_quorum(floor, 1, 3, every_group=group),
            ]
        )
    )
    opens = draw(st.integers(0, 2**52))
    said_then = [Consequence(draw(WORDS), draw(st.integers(0, 99))) for _ in range(4)]
    return Question(
        words=draw(WORDS),
        options=tuple(map(Option, keys, said)),
        kind=kind,
        rule=rule,
        proposal=keys[0] if kind == Kind.ONE and draw(st.booleans()) else "",
        otherwise=keys[-1],
        consequences=type(EXAMPLE.consequences)(*said_then),
        opens_at=opens,
        closes_at=opens + draw(st.integers(1, 100 * HOUR)),
        electorate_root=draw(st.binary(min_size=32, max_size=32)).hex(),
        electorate_size=size,
        frozen_at=opens - draw(st.integers(0, 100)),
    )


@given(questions())
def test_a_question_survives_being_written_and_read(question):
    through_json = json.loads(json.dumps(canonical(question)))
    assert from_canonical(through_json) == question
    assert digest(from_canonical(through_json)) == digest(question)


def test_the_digest_is_sha_256_of_plain_sorted_json():
    # ASCII and small whole numbers: here RFC 8785 is what json.dumps writes with sorted keys and no spaces.
    plain = json.dumps(canonical(EXAMPLE), sort_keys=True, separators=(",", ":")).encode()
    assert digest(EXAMPLE) == hashlib.sha256(plain).hexdigest()


CHANGES = {
    "words": "Shall I withdraw the review?",
    "options": (*EXAMPLE.options, Option("burn", "Burn the phone")),
    "rule": replace(EXAMPLE.rule, floor=59),
    "proposal": "keep",
    "otherwise": "keep",
    "consequences": replace(EXAMPLE.consequences, tie=Consequence("I toss a coin")),
    "opens_at": EXAMPLE.opens_at + 1,
    "closes_at": EXAMPLE.closes_at + 24 * HOUR,
    "electorate_root": "0" * 64,
    "electorate_size": 413,
    "frozen_at": EXAMPLE.frozen_at + 1,
    "code": "amends/decide/0",
}


@pytest.mark.parametrize("name", [field.name for field in fields(Question) if field.name != "kind"])
def test_any_change_changes_the_digest(name):
    assert digest(replace(EXAMPLE, **{name: CHANGES[name]})) != digest(EXAMPLE)


def test_another_kind_or_order_of_options_changes_the_digest():
    free = replace(EXAMPLE, proposal="")
    assert digest(replace(free, kind=Kind.APPROVAL)) != digest(free)
    assert digest(replace(EXAMPLE, options=EXAMPLE.options[::-1])) != digest(EXAMPLE)


def rule(**changes):
    return {"rule": replace(simple_majority(60), **changes)}


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"words": " "}, "Write the question in 1 to 500 characters"),
        ({"words": "\ud800"}, "Write the question"),
        ({"words": "a\x1b[2J"}, "Write the question"),
        ({"options": EXAMPLE.options[:1]}, "2 to 12 options; this one has 1"),
        ({"options": (*EXAMPLE.options, Option("keep", "Keep"))}, "the same key"),
        ({"options": (*EXAMPLE.options, Option("kept", "Keep it as it is"))}, "the same words"),
        ({"options": (*EXAMPLE.options, Option("Keep It", "Keep"))}, "“Keep It” is no key"),
        ({"options": (*EXAMPLE.options, Option("more", ""))}, "Write option “more”"),
        ({"otherwise": "burn"}, "Name the option that stands"),
        ({"proposal": "burn"}, "an option that is not offered"),
        ({"proposal": "label"}, "cannot be the one that stands"),
        ({"kind": Kind.APPROVAL}, "the rule is about no single one"),
        ({"closes_at": EXAMPLE.opens_at}, "must close after it opens"),
        ({"opens_at": 1.5}, "whole microseconds"),
        ({"frozen_at": EXAMPLE.opens_at + 1}, "must be closed before the vote opens"),
        ({"electorate_size": 0}, "the list is empty"),
        (rule(floor=413), "a whole number from 0 to the 412"),
        (rule(floor=-1), "a whole number from 0 to the 412"),
        (rule(numerator=0), "above nothing and up to all"),
        (rule(numerator=3), "above nothing and up to all"),
        (rule(denominator=2000), "at most 1,000"),
        (rule(line=Line.AT_LEAST), "A simple majority is more than half"),
        (rule(preset=Preset.SUPERMAJORITY), "a share above half"),
        (rule(preset=Preset.APPROVAL_QUORUM), "a least number of people in favour"),
        ({"rule": Rule(Preset.SUPERMAJORITY, 1, 1, Line.ABOVE, 0, FloorOf.TURNOUT)}, "more than all"),
        (rule(every_group=EveryGroup(5, 4)), "The rule for every group asks for a share"),
        (rule(every_group=EveryGroup(1, 2, smallest=0)), "The smallest group"),
        ({"consequences": replace(EXAMPLE.consequences, tie=Consequence(""))}, "when the rule ends in a tie"),
        ({"consequences": replace(EXAMPLE.consequences, tie=Consequence("x", -1))}, "whole hours"),
        ({"code": ""}, "Name the version"),
    ],
)
def test_what_is_unfit_is_refused_in_words(changes, sentence):
    with pytest.raises(UnfitQuestion, match=sentence):
        replace(EXAMPLE, **changes)


def test_everything_wrong_is_told_at_once():
    with pytest.raises(UnfitQuestion) as refused:
        replace(EXAMPLE, words="", otherwise="burn", closes_at=0)
    assert len(refused.value.faults) == 3


def broken(change):
    data = copy.deepcopy(canonical(EXAMPLE))
    change(data)
    return data


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        "question",
        {},
        broken(lambda data: data.pop("words")),
        broken(lambda data: data.update(note="shown and never hashed")),
        broken(lambda data: data["rule"].update(floor=60.0)),
        broken(lambda data: data["rule"].update(floor=True)),
        broken(lambda data: data["rule"].update(preset="whim")),
        broken(lambda data: data["options"][0].update(colour="red")),
        broken(lambda data: data["options"][0].update(words=["Withdraw"])),
        broken(lambda data: data.update(proposal="")),
        broken(lambda data: data.update(schema="amends/question/2")),
        broken(lambda data: data["consequences"]["tie"].update(by="Friday")),
        broken(lambda data: data["electorate"].update(size="412")),
    ],
)
def test_what_amends_would_not_have_written_is_not_read(data):
    with pytest.raises(UnfitQuestion):
        from_canonical(data)
