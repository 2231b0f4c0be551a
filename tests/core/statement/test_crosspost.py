"""Words made ready for other places fit there, lose nothing, and end with the way back."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.core.statement.crosspost import BLUESKY, LONGEST_THREAD, MASTODON, fits, links_in, prepare, size
from amends.core.statement.letters import letters

LINK = "https://ines.example/cases/7"
STATEMENT = (
    "You came here for a person and met an advertisement. I put it there, and I did not say so in the first line. "
    "That was my doing; minding it was not yours.\n\n"
    "Larkspur gave me the phone in return for an honest review, and gave one to 24 others. The phone is mine to keep. "
    "It sells for 640. Nobody told me what to write, and nobody read it before you did.\n\n"
    "I will not decide alone what to do about it. Below is a choice, and I am bound by it."
)
WORDS = st.lists(
    st.sampled_from(
        [
            "I",
            "was",
            "sorry.",
            "Larkspur",
            "…",
            "!",
            "\n\n",
            "Zoe\u0308",
            "👩‍🚒",
            "🇩🇪",
            "https://a.example/b",
            "x" * 400,
        ]
    )
).map(" ".join)
ROOMS = [BLUESKY, MASTODON]


def bare(prepared):
    """Put a thread together again without its numbers and its link."""
    if len(prepared.posts) == 1:
        return prepared.posts[0]
    return " ".join(re.sub(r"\n\d+/\d+$", "", post) for post in prepared.posts)


def squeezed(text):
    return "".join(text.split())


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
@given(words=WORDS | st.text(st.characters(exclude_categories=["Cs"])))
def test_every_post_fits_and_no_word_is_lost(room, words):
    words = re.sub(r"[*_#\[\]]", "", words)
    told = prepare(words, LINK, room)
    for post in told.posts:
        assert size(post, room) <= room.letters
        assert len(post.encode()) <= room.bytes
        assert post.strip()
    assert told.posts[-1].removesuffix(f"\n{len(told.posts)}/{len(told.posts)}").endswith(LINK)
    assert sum(LINK in post for post in told.posts) == 1
    assert len(told.posts) <= LONGEST_THREAD
    if told.whole:
        assert squeezed(bare(told)) == squeezed(words) + LINK
    else:
        assert len(told.posts) == 1


def test_short_words_are_one_post():
    assert prepare("I was wrong.", LINK, BLUESKY).posts == (f"I was wrong.\n\n{LINK}",)
    assert prepare("", LINK, BLUESKY).posts == (LINK,)


def test_a_thread_is_numbered_and_cut_at_the_ends_of_sentences():
    told = prepare(f"{STATEMENT}\n\n{STATEMENT}", LINK, BLUESKY)
    many = len(told.posts)
    assert many > 3
    assert [post.rsplit("\n", 1)[1] for post in told.posts] == [f"{at}/{many}" for at in range(1, many + 1)]
    for post in told.posts[:-1]:
        assert post.rsplit("\n", 1)[0].endswith(".")
    assert told.posts[-1].endswith(f"{LINK}\n{many}/{many}")
    assert len(prepare(STATEMENT, LINK, MASTODON).posts) == 1


def test_what_needs_too_many_posts_is_its_beginning_and_the_link():
    told = prepare("I was wrong. " * 1_000, LINK, BLUESKY)
    assert not told.whole
    (post,) = told.posts
    assert post.startswith("I was wrong. I was wrong.")
    assert post.endswith(f"I was wrong. …\n\n{LINK}")
    one_sentence = prepare("very " * 2_000, LINK, BLUESKY)
    assert one_sentence.posts[0].endswith(f"very …\n\n{LINK}")


def test_markdown_is_taken_off_and_other_stars_are_not():
    words = (
        "## The phone\n\nIt was **mine**, _all_ mine. See [the rule](https://a.example/r). 2 * 3 * 4, snake_case_name."
    )
    assert (
        prepare(words, LINK, MASTODON)
        .posts[0]
        .startswith(
            "The phone\n\nIt was mine, all mine. See the rule (https://a.example/r). 2 * 3 * 4, snake_case_name."
        )
    )


def test_a_link_counts_as_each_network_counts_it():
    long = "https://ines.example/" + "a" * 100
    assert size(f"See {long}.", MASTODON) == 4 + 23 + 1
    assert size(f"See {long}.", BLUESKY) == 4 + len(long) + 1
    assert size("http://localhost/aaaaaaaaaaaaaaaaaaaaaaaaaaa", MASTODON) > 23


def test_a_link_that_fills_a_post_is_refused():
    with pytest.raises(ValueError, match="fills a whole post on Bluesky"):
        prepare("I was wrong.", "https://ines.example/" + "a" * 290, BLUESKY)


def test_emoji_count_as_one_and_bytes_count_too():
    assert size("👩‍🚒" * 10, BLUESKY) == 10
    told = prepare("👩‍👩‍👧‍👦" * 200, LINK, BLUESKY)  # 200 letters, but 5,000 bytes
    assert len(told.posts) > 1
    assert all(len(post.encode()) <= 3_000 for post in told.posts)


@pytest.mark.parametrize(
    "part", ["a", "a ", "A. ", "https://a.example/ ", "e\u0301", "*a* ", "[a](https://a.b)", "👩‍🚒"]
)
@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_no_text_takes_long(room, part, soon):
    for length in (3_000, 65_536):
        with soon(2):  # none takes half a second where nothing else runs
            prepare(part * (length // len(part)), LINK, room)


@given(st.text())
def test_letters_are_the_text_and_accents_stay(text):
    cut = letters(text)
    assert "".join(cut) == text
    for before, letter in pairwise(cut):
        alone = unicodedata.category(letter[0]) == "Mn" and unicodedata.category(before[-1]) != "Cc"
        assert not alone


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("🇩🇪🇫🇷", 2),
        ("🇩🇪🇫", 2),
        ("👍🏽", 1),
        ("e\u0301e", 2),
        ("\r\n\n", 2),
        ("a\u200db", 2),
        ("🏴\U000e0067\U000e0062\U000e007f", 1),
    ],
)
def test_letters_as_people_count_them(text, count):
    assert len(letters(text)) == count


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
@given(words=WORDS)
def test_without_a_link_nothing_is_put_at_the_end(room, words):
    told = prepare(words, "", room)
    assert all(fits(post, room) for post in told.posts)
    if told.whole:
        assert squeezed(bare(told)) == squeezed(words)


@given(words=WORDS)
def test_links_are_found_where_they_stand(words):
    for begin, end in links_in(words):
        assert words[begin:end].startswith("https://a.example/b")
