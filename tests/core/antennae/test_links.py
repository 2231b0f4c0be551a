"""Links between accounts: what only one side says, or the owner alone, never makes two voters one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from amends.core.antennae.links import Link, voices_of, voters_of

KEYS = [f"{network}:{n}" for network in ("bluesky", "mastodon", "github") for n in range(3)]
PAIRS = st.tuples(st.sampled_from(KEYS), st.sampled_from(KEYS)).filter(lambda pair: pair[0] != pair[1])
LINKS = st.lists(st.builds(lambda pair, *said: Link(*pair, *said), PAIRS, *[st.booleans()] * 3), max_size=12)


def one_sided(link):
    return not (link.one_says and link.other_says)


@given(LINKS)
def test_no_chain_of_one_sided_links_ever_makes_two_voters_one(links):
    assert voters_of([link for link in links if one_sided(link)]) == {}


@given(LINKS, st.data())
def test_one_sided_links_change_nothing_among_voters(links, data):
    without = [link for link in links if not one_sided(link)]
    assert voters_of(data.draw(st.permutations(links))) == voters_of(without)


@given(LINKS)
def test_voters_are_one_only_where_a_chain_of_proven_links_leads(links):
    voters = voters_of(links)
    for key in KEYS:
        reached, fresh = {key}, {key}
        while fresh:
            step = {
                end
                for link in links
                if link.proven
                for end, start in ((link.one, link.other), (link.other, link.one))
                if start in fresh
            }
            fresh = step - reached
            reached |= fresh
        assert voters.get(key, key) == min(reached)


@given(LINKS)
def test_whoever_is_one_voter_is_one_voice(links):
    voters, voices = voters_of(links), voices_of(links)
    for one in voters:
        for other in voters:
            if voters[one] == voters[other]:
                assert voices[one] == voices[other]


@given(LINKS, st.data())
def test_a_link_that_is_undone_leaves_no_trace(links, data):
    undone = data.draw(st.sampled_from(links)) if links else None
    left = [link for link in links if link is not undone]
    assert voters_of([*left]) == voters_of([link for link in links if link in left])
    apart = voices_of(left)
    assert set(apart) == {key for link in left if link.proven or link.confirmed for key in (link.one, link.other)}
