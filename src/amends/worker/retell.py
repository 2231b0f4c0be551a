"""Tell the demo's whole story at once, without a browser and without waiting: the same posts, deeds and rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amends import demo
from amends.actions import line
from amends.actions.close_choice import close_due
from amends.actions.duty import missed_due
from amends.actions.hear import hear
from amends.connectors.archive import read_archive
from amends.store import models
from amends.worker.player import NotInTheStory, Player
from amends.worker.story import DAYS, load_story

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from amends.core.vocabulary import Instant, Post


def tell_whole_story(tell: Callable[[Instant], None] = lambda _at: None, *, until: Instant = demo.END) -> models.Case:
    """Play the story on an empty site from its quiet month to its end, or until an instant, and return its case.

    ``tell`` is called with the story's time before each deed. Raises `NotInTheStory` where the alarm did not ring.
    """
    load_story()
    waiting = {name: _posts(path) for name, path in DAYS}
    player: Player | None = None
    for deed in demo.deeds():
        if deed.instant > until:
            break
        tell(deed.instant)
        _hear_until(waiting, deed.instant)
        if player is None:
            player = Player(_case().number)
        line.do(lambda at=deed.instant: at, player.play, deed)  # type: ignore[misc]  # a default binds this deed's time
    _hear_until(waiting, until)
    return _case()


def _hear_until(waiting: dict[str, list[Post]], at: Instant) -> None:
    """Let everything that was posted by then be heard, and everything that is due by then be done."""
    for name, posts in waiting.items():
        fresh = [post for post in posts if post.created_at <= at]
        if fresh:
            waiting[name] = posts[len(fresh) :]
            source = models.Source.objects.get(name=name)
            line.do(lambda: at, hear, source, fresh, fresh[-1].id, at, finished=not waiting[name])
    for due in models.Choice.objects.filter(state="open", closes_at__lte=at).values_list("closes_at", flat=True):
        line.do(lambda due=due: due, close_due, due)  # type: ignore[misc]  # as above
    line.do(lambda: at, missed_due, at)


def _posts(path: Path) -> list[Post]:
    return [post for batch in read_archive(path) for post in batch.posts]


def _case() -> models.Case:
    case = models.Case.objects.order_by("number").first()
    if case is None:
        raise NotInTheStory("The alarm did not ring in this story.")
    return case
