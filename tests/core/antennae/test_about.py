from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.core.antennae.about import Concern, SubjectError, concerns, concerns_many, parse_subject, watch
from amends.core.vocabulary import Post, Relation, Subject


def post(text: str = "", **fields) -> Post:
    base = {"id": "1", "network": "x", "author": "someone", "created_at": 0, "heard_at": 0}
    return Post(text=text, **(base | fields))


def relations(subject: Subject, *posts: Post) -> list[Relation | None]:
    watched = watch([subject])
    return [found[0].relation if found else None for found in concerns_many(watched, posts)]


UNITED = Subject("United", terms=("United Airlines",), handles=("united",), accounts=("did:plc:united",))


@pytest.mark.parametrize(
    ("text", "relation"),
    [
        ("@united you lost my bag", Relation.MENTION),
        ("thanks @United.", Relation.MENTION),
        ("(@united)", Relation.MENTION),
        ("lost bag @united", Relation.MENTION),
        ("@united_fan hello", None),
        ("@united2 hello", None),
        ("me@united.example", None),
        ("@united.example hello", None),
        ("@united@other.example hello", None),
        ("@@united", None),
        ("united airlines again", Relation.NAME),
        ("United\n  Airlines again", Relation.NAME),
        ("UNITED AIRLINES", Relation.NAME),
        ("Reunited airlines", None),
        ("United Airlineses", None),
        ("United Airlines’ crew", Relation.NAME),
        ("#United Airlines", Relation.NAME),
        ("", None),
    ],
)
def test_words(text, relation):
    assert relations(UNITED, post(text)) == [relation]


def test_what_the_network_tells_comes_before_words():
    assert relations(
        UNITED,
        post("hm", reply_to_author="did:plc:united"),
        post("@united hm", quote_of_author="did:plc:UNITED"),
        post("hm", mentions=("united",)),
        post("@united hm", reply_to_author="did:plc:united", quote_of_author="did:plc:united"),
        post("@united hm", author="did:plc:united"),
        post("our plane", handle="@United"),
    ) == [Relation.REPLY, Relation.QUOTE, Relation.MENTION, Relation.REPLY, Relation.OWN, Relation.OWN]


def test_own_posts_are_marked():
    (found,) = concerns(watch([UNITED]), post("@united hm", author="did:plc:united"))
    assert found == Concern(0, Relation.OWN, by_subject=True)


def test_links_by_host_and_path():
    anna = Subject("Anna", links=("https://www.anna.example/", "https://shared.example/~anna"))
    assert relations(
        anna,
        post(links=("http://anna.example/2026/letter",)),
        post(links=("https://shared.example/~anna/letter",)),
        post(links=("https://shared.example/~berta",)),
        post(links=("https://notanna.example/",)),
        post(links=("http://[broken",)),
    ) == [Relation.LINK, Relation.LINK, None, None, None]


def test_a_homonym_is_left_out_only_when_found_by_name():
    anna = Subject("Anna", terms=("Anna Grey",), handles=("anna",), exclusions=("Anna Grey Hotel",))
    assert relations(
        anna, post("The Anna Grey hotel is full"), post("@anna the Anna Grey Hotel?"), post("Anna Grey")
    ) == [
        None,
        Relation.MENTION,
        Relation.NAME,
    ]


def test_scripts_without_spaces_need_no_word_edge():
    assert relations(Subject("花", terms=("花子",)), post("昨日花子が来た")) == [Relation.NAME]


def test_everything_of_a_source():
    assert relations(Subject("game", everything=True), post("10/10")) == [Relation.ALL]


def test_a_match_at_the_first_and_last_character_belongs_to_its_own_post():
    posts = [
        post("nobody", id="a"),
        post("@united", id="b"),
        post("nobody", id="c"),
        post("x @united", id="d"),
    ]
    assert [bool(found) for found in concerns_many(watch([UNITED]), posts)] == [False, True, False, True]


def test_subjects_are_found_side_by_side():
    watched = watch([Subject("a", terms=("red fox",)), Subject("b", terms=("fox den",)), Subject("c", terms=("fox",))])
    assert [found.subject for found in concerns(watched, post("the red fox den"))] == [0, 1, 2]


@given(st.lists(st.text("ab @_.", max_size=12), max_size=12))
def test_batches_of_any_size_agree_with_an_oracle(texts):
    watched = watch([Subject("s", terms=("a b",), handles=("ab",))])
    posts = [post(text, id=str(i)) for i, text in enumerate(texts)]

    def oracle(text: str) -> bool:
        text = " ".join(text.split())
        handle = re.search(r"(?<![\w@./])@ab(?!\w)(?![.@-]\w)", text)
        return bool(handle or re.search(r"(?<!\w)a b(?!\w)", text))

    expected = [oracle(text) for text in texts]
    assert [bool(found) for found in concerns_many(watched, posts)] == expected
    assert [bool(concerns(watched, one)) for one in posts] == expected


@given(st.text())
def test_no_text_breaks_the_matcher(text):
    concerns(watch([UNITED]), post(text))


@given(st.text(st.characters(categories=("Lu", "Ll")), min_size=1, max_size=8))
def test_case_never_matters(name):
    folded = unicodedata.normalize("NFKC", name).casefold()
    assert relations(Subject("s", terms=(name,)), post(f"so {folded} said")) == [Relation.NAME]


def test_the_command_line_form():
    assert parse_subject("Ines=Ines Marlow, @ines,-Ines Marlow Hotel,https://ines.example/,did:plc:x,id:12") == Subject(
        "Ines",
        terms=("Ines Marlow",),
        handles=("ines",),
        accounts=("did:plc:x", "12"),
        links=("https://ines.example/",),
        exclusions=("Ines Marlow Hotel",),
    )
    assert parse_subject("Ines Marlow") == Subject("Ines Marlow", terms=("Ines Marlow",))
    assert parse_subject("game=*") == Subject("game", everything=True)


@pytest.mark.parametrize("line", ["", "=x", "a=-b", "a=@", "a=id:"])
def test_a_subject_that_watches_nothing_is_refused_in_a_sentence(line):
    with pytest.raises(SubjectError, match=r"\.$"):
        parse_subject(line)
