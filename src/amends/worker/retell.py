"""Tell the demo's whole story at once, without a browser and without waiting: the same posts, deeds and rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amends import demo
from amends.actions import line
from amends.actions.close_choice import close_due
from amends.actions.duty import missed_due
from amends.actions.hear import hear
from amends.connectors.archive import read_archive
from amends.core.vocabulary import SECOND
from amends.store import models
from amends.worker.player import NotInTheStory, Player
from amends.worker.story import DAYS, DRAFT_DAY, LATER_DAYS, add_day, add_told, bring_the_others, load_story

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from amends.core.vocabulary import Instant, Post
    from amends.demo.told import Deed


def tell_whole_story(tell: Callable[[Instant], None] = lambda _at: None, *, until: Instant = demo.END) -> models.Case:
    """Play the story on an empty site from its quiet month to the end of the storm, or until an instant.

    ``tell`` is called with the story's time before each deed. Returns its case. Raises `NotInTheStory` where the alarm
    did not ring.
    """
    load_story()
    told = _Telling(tell, _waiting(DAYS))
    told.play(deed for deed in demo.deeds() if deed.instant <= until)
    told.hear_until(min(until, demo.END))
    if until > demo.END:
        tell_half_a_year(told.player or Player(_case().number), tell)
        add_day(*DRAFT_DAY, demo.LATER)
        told.waiting = _waiting([DRAFT_DAY])
        told.play(deed for deed in demo.kept() if demo.LATER < deed.instant <= until)
        told.hear_until(until)
    return _case()


def tell_half_a_year(
    player: Player, tell: Callable[[Instant], None], leave_out: Callable[[Deed, Exception], None] | None = None
) -> None:
    """Tell what was said and done from the end of the storm until half a year later, each at its own instant.

    ``tell`` is called with the story's time before each deed, which is then done at that time; ``leave_out`` with a
    deed that cannot be done here and why, where it is not to be raised.
    """
    for name, path in LATER_DAYS:
        add_told(name, path, demo.END)
    told = _Telling(tell, _waiting(LATER_DAYS), player, leave_out)
    told.play(deed for deed in demo.kept() if deed.instant <= demo.LATER)
    told.hear_until(demo.LATER)
    line.do(lambda: demo.LATER, bring_the_others, demo.LATER)


class _Telling:
    """Posts that wait for their time, and a player of deeds once there is a case."""

    def __init__(
        self,
        tell: Callable[[Instant], None],
        waiting: dict[str, list[Post]],
        player: Player | None = None,
        leave_out: Callable[[Deed, Exception], None] | None = None,
    ) -> None:
        self.tell, self.waiting, self.player, self.leave_out = tell, waiting, player, leave_out

    def play(self, deeds: Iterable[Deed]) -> None:
        """Do each deed in its turn, and let everything be heard and done that comes before it."""
        for deed in deeds:
            self.hear_until(deed.instant)
            self.tell(deed.instant)
            if self.player is None:
                self.player = Player(_case().number)
            try:
                line.do(lambda at=deed.instant: at, self.player.play, deed)  # type: ignore[misc]  # a default binds it
            except (ValueError, LookupError) as error:
                if self.leave_out is None:
                    raise
                self.leave_out(deed, error)

    def hear_until(self, at: Instant) -> None:
        """Let everything that was posted by then be heard, and everything that is due by then be done."""
        for name, posts in self.waiting.items():
            fresh = [post for post in posts if post.created_at <= at]
            if fresh:
                self.waiting[name] = posts[len(fresh) :]
                source = models.Source.objects.get(name=name)
                # A source to which nobody listens stays so while it is told piece by piece.
                finished = not self.waiting[name] or source.state == models.Source.State.FINISHED
                line.do(lambda: at, hear, source, fresh, fresh[-1].id, at, finished=finished)
        for due in models.Choice.objects.filter(state="open", closes_at__lte=at).values_list("closes_at", flat=True):
            line.do(lambda due=due: due, close_due, due)  # type: ignore[misc]  # as above
        open_ones = models.Duty.objects.filter(due_at__lt=at, done_at=None, withdrawn_at=None, missed_at=None)
        for due in sorted(duty.due_at + SECOND for duty in open_ones if duty.due_at is not None):
            self.tell(due)
            line.do(lambda due=due: due, missed_due, due)  # type: ignore[misc]  # as above


def _waiting(days: Iterable[tuple[str, Path]]) -> dict[str, list[Post]]:
    return {name: [post for batch in read_archive(path) for post in batch.posts] for name, path in days}


def _case() -> models.Case:
    case = models.Case.objects.order_by("number").first()
    if case is None:
        raise NotInTheStory("The alarm did not ring in this story.")
    return case
