"""An archive played as a live source: in its own time, and never a post twice or lost over a restart."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amends.connectors import jsonl
from amends.connectors.outcome import UnreadableArchive
from amends.connectors.paced_archive import MANY, TOGETHER, PacedArchive
from amends.core.vocabulary import SECOND, Post

START = 1_772_438_400 * SECOND


class Waiter:
    """A clock that only waiting and working move."""

    def __init__(self):
        self.now = 0.0

    async def wait(self, seconds):
        assert seconds > 0
        self.now += seconds


def archive(path, seconds, *, junk=()):
    lines = []
    for place, second in enumerate(seconds):
        at = START + round(second * SECOND)
        lines.append(jsonl.to_line(Post(f"p{place}", "archive", "a", f"text {place}", at, at)))
        if place in junk:
            lines.append(b"\n{broken\n")
    path.write_bytes(b"".join(lines))
    return path


def play(path, *, cursor="", start=START, speed=300.0, stop_after=None, work=0.0, clocked=False):
    waiter = Waiter()
    source = PacedArchive(
        path, wait=waiter.wait, speed=speed, start=start, elapsed=(lambda: waiter.now) if clocked else None
    )

    async def run():
        got = []
        async for heard in source.read(cursor):
            got.append((waiter.now, heard))
            waiter.now += work
            if stop_after is not None and len(got) >= stop_after:
                break
        return got

    return asyncio.run(run())


def ids(got):
    return [post.id for _, heard in got for post in heard.posts]


def test_each_post_comes_when_its_time_has_come(tmp_path):
    path = archive(tmp_path / "a.jsonl", [0, 300, 301, 6_000])
    got = play(path)
    assert [(now, [post.id for post in heard.posts]) for now, heard in got[:-1]] == [
        (0.0, ["p0"]),
        (pytest.approx(301 / 300), ["p1", "p2"]),
        (20.0, ["p3"]),
    ]
    assert got[-1][1].finished
    assert got[-1][1].posts == ()
    assert not any(heard.finished for _, heard in got[:-1])


def test_posts_keep_the_times_of_the_file(tmp_path):
    path = archive(tmp_path / "a.jsonl", [5, 1, 9])
    assert [post.created_at - START for _, heard in play(path) for post in heard.posts] == [
        5 * SECOND,
        1 * SECOND,
        9 * SECOND,
    ]


def test_work_between_waits_does_not_slow_a_clocked_source(tmp_path):
    path = archive(tmp_path / "a.jsonl", range(0, 3_000, 300))
    slow, clocked = play(path, work=0.5), play(path, work=0.5, clocked=True)
    assert clocked[-2][0] == pytest.approx(9.0)
    assert slow[-2][0] > 13.0


def test_refusals_come_with_their_line(tmp_path):
    path = archive(tmp_path / "a.jsonl", [0, 0, 0], junk={1})
    (_, heard), (_, last) = play(path)
    assert len(heard.posts) == 3
    assert [(refusal.line, refusal.reason) for refusal in heard.refusals] == [(4, "It is not JSON at character 2.")]
    assert last.finished


@pytest.mark.parametrize("cursor", ["999999", "-1", "x", "²"])
def test_a_cursor_of_another_file_is_refused(tmp_path, cursor):
    path = archive(tmp_path / "a.jsonl", [0])
    with pytest.raises(UnreadableArchive, match="not the file it was"):
        play(path, cursor=cursor)


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(UnreadableArchive, match="is not there"):
        play(tmp_path / "none.jsonl")


def test_a_speed_of_nothing_is_refused(tmp_path):
    with pytest.raises(ValueError, match="above zero"):
        PacedArchive(tmp_path, wait=asyncio.sleep, speed=0, start=START)


def test_rows_without_an_id_keep_their_name_over_a_restart(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"".join(b'{"text":"t","time":%d}\n' % (START + i * 10**10) for i in range(4)))
    whole = play(path)
    assert ids(whole) == [f"a.jsonl:{line}" for line in (1, 2, 3, 4)]
    first = play(path, stop_after=2)
    assert ids(first) + ids(play(path, cursor=first[-1][1].cursor)) == ids(whole)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    gaps=st.lists(st.integers(-50, 2_000), max_size=30) | st.just([0] * (MANY * 2 + 5)),
    speed=st.sampled_from([0.5, 1.0, 300.0, 1e6]),
    cuts=st.lists(st.integers(1, 4), max_size=6),
    junk=st.sets(st.integers(0, 30)),
)
def test_no_post_twice_or_lost_over_any_cut_and_resume(tmp_path, gaps, speed, cuts, junk):
    seconds = [sum(gaps[: place + 1]) for place in range(len(gaps))]
    path = archive(tmp_path / "a.jsonl", seconds, junk=junk)
    expected = [f"p{place}" for place in range(len(gaps))]
    got, cursor, start = [], "", START
    for cut in [*cuts, None]:
        part = play(path, cursor=cursor, start=start, speed=speed, stop_after=cut)
        got += ids(part)
        cursor, start = part[-1][1].cursor, part[-1][1].at
        for now, heard in part:
            assert len(heard.posts) + len(heard.refusals) <= MANY
            assert all(post.created_at <= heard.at for post in heard.posts), "none comes before its time"
            waits = [heard.at - post.created_at for post in heard.posts if post.created_at >= part[0][1].at]
            assert all(wait <= TOGETHER * speed * SECOND + 1 or now == 0 for wait in waits[:1])
    assert got == expected
    assert part[-1][1].finished
