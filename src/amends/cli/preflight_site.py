"""What `amends preflight` knows of the site whose owner asks: nothing, what a memory file holds, or the site itself."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from amends.core.lessons.preflight import preflight
from amends.engine.asked_draft import Unreadable, declared, stream_of
from amends.engine.repeat_weights import learned

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amends.core.lessons.deal import Deal
    from amends.core.lessons.finding import Finding, Stream
    from amends.core.lessons.memory import Memory, Partner
    from amends.core.lessons.rulebook import Rulebook
    from amends.core.statement.connection import Connection
    from amends.engine.memory_file import Kept


@dataclass(frozen=True, slots=True)
class Asked:
    """One draft and what is known about it."""

    text: str
    stream: Stream | None
    connections: tuple[Connection, ...]
    promises: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fired:
    """The guards that spoke up, and whether that stands in the ledger now."""

    numbers: tuple[int, ...] = ()
    written_down: bool = False

    @property
    def told(self) -> str:
        """Say whether it was written down that they spoke."""
        if self.written_down:
            return "That your guard spoke up is written down in your ledger."
        return (
            "That your guard spoke up is written down nowhere: a memory has no ledger. "
            "With --data, on the desk and through POST /preflight it is."
        )

    def record(self) -> dict[str, object]:
        """Return it as JSON tells it, and nothing where no guard spoke."""
        return {"guards": list(self.numbers), "written_down": self.written_down} if self.numbers else {}


class Site:
    """No site: only what was given with the draft is known."""

    connections: tuple[Connection, ...] = ()
    promises: tuple[str, ...] = ()

    def look(self, asked: Asked, book: Rulebook) -> tuple[tuple[Finding, ...], Fired]:
        """Look at a draft, and let the guards speak."""
        memory = self.memory(asked.connections)
        found = preflight(
            asked.text,
            book,
            stream=asked.stream,
            connections=asked.connections,
            promises=asked.promises,
            memory=memory,
            learned=learned(),
        )
        spoken, fired = self.guards(asked)
        return tuple(sorted((*found, *spoken), key=lambda one: one.span)), fired

    def space(self, purpose: str | None, name: str) -> Stream | None:
        """Return the space a draft is meant for."""
        return stream_of({"purpose": purpose, "name": name} if purpose else None)

    def memory(self, connections: Sequence[Connection]) -> Memory | None:
        """Return what is remembered that a draft with these ties needs."""
        del connections
        return None

    def partners(self, connections: Sequence[Connection]) -> Sequence[Partner]:
        """Return what is remembered of the partners of these ties."""
        memory = self.memory(connections)
        return memory.partners if memory else ()

    def guards(self, asked: Asked) -> tuple[list[Finding], Fired]:
        """Let the guards look at a draft."""
        del asked
        return [], Fired()

    def offered(self, deal: Deal) -> Deal:
        """Return a deal held against what was promised, where it does not say what that was."""
        return deal if deal.promises else replace(deal, promises=self.promises)


class Remembered(Site):
    """What a memory file holds."""

    def __init__(self, kept: Kept) -> None:
        self._kept = kept
        self.connections, self.promises = kept.connections, kept.promises

    def memory(self, connections: Sequence[Connection]) -> Memory | None:
        """Return all that the file remembers."""
        del connections
        return self._kept.memory

    def space(self, purpose: str | None, name: str) -> Stream | None:
        """Return the space, whose purpose was declared where its name alone is given."""
        called = [one for one in self._kept.streams.values() if one.name.casefold() == name.strip().casefold()]
        return called[0] if not purpose and name and len(called) == 1 else super().space(purpose, name)

    def guards(self, asked: Asked) -> tuple[list[Finding], Fired]:
        """Let the guards of the file look; nothing is written down."""
        if not self._kept.guards:
            return [], Fired()
        from amends.core.lessons.draft import draft
        from amends.core.lessons.guard import fires, spoken

        ready, stream = draft(asked.text), declared(asked.stream, self._kept.streams)
        spans = ((one, fires(one.rule, ready, stream, asked.connections)) for one in self._kept.guards)
        fired = [(one, span) for one, span in spans if span is not None]
        found = [spoken(one.number, one.promise, span) for one, span in fired]
        return found, Fired(tuple(one.number for one, _ in fired))


class Running(Remembered):
    """The site itself, through its database: slower, and what guards say stands in its ledger."""

    def memory(self, connections: Sequence[Connection]) -> Memory | None:
        """Return what the site remembers now."""
        from amends import clock
        from amends.store.memory_rows import memory

        return memory([one.with_whom for one in connections], clock.now(), public=False)

    def guards(self, asked: Asked) -> tuple[list[Finding], Fired]:
        """Let the site's guards look, and write down which spoke."""
        from amends import clock
        from amends.actions import line
        from amends.actions.lessons import ask_guards
        from amends.core.lessons.guard import spoken

        stream = declared(asked.stream, self._kept.streams)
        fired = line.do(clock.now, ask_guards, asked.text, stream, asked.connections, clock.now())
        found = [
            spoken(firing.guard.number, firing.guard.duty.words if firing.guard.duty else "", span)
            for firing, span in fired
        ]
        return found, Fired(tuple(firing.guard.number for firing, _ in fired), written_down=True)


NO_SITE: Final = Site()


def site_of(memory: str | None, data: str | None) -> Site:
    """Return the site that is asked with a draft. Raises `Unreadable` for a memory that is none."""
    if memory is not None:
        from amends.engine.memory_file import memory_in

        return Remembered(memory_in(memory))
    return _running(data) if data is not None else NO_SITE


def _running(data: str) -> Site:
    from pathlib import Path

    if not Path(data).is_dir():
        raise Unreadable(f"{data} is no directory, so no site lies there. Nothing was looked at.")
    from amends.cli.site import open_site

    open_site(Path(data))
    from amends.actions.keep_memory import spaces
    from amends.actions.lessons import connections, promises
    from amends.core.lessons.memory import Memory
    from amends.engine.memory_file import Kept

    owed = tuple(duty.words for duty in promises())
    return Running(Kept(Memory(), tuple(connections()), owed, (), spaces()))
