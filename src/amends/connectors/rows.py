"""A row of named cells, from JSON Lines or CSV, becomes a post.

Which keys feed which field is worked out once for every set of keys that occurs (its *shape*) and remembered,
so that a row costs a few look-ups however many names we know.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from amends.connectors.clock import instant
from amends.connectors.json_values import first_word
from amends.connectors.outcome import Refusal, UnreadableArchive
from amends.core.vocabulary import Post

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from amends.core.vocabulary import Instant

NETWORK: Final = "archive"
"""The network of rows that name none."""

ALIASES: Final[dict[str, tuple[str, ...]]] = {
    "id": ("id", "post_id", "status_id", "tweet_id", "comment_id", "message_id", "id_str", "uri"),
    "network": ("network", "platform"),
    "author": (
        *("author", "author_id", "person", "person_id", "user", "user_id", "userid", "did", "account"),
        *("account_id", "username", "screen_name", "login"),
    ),
    "text": ("text", "body", "content", "message", "comment", "full_text", "tweet", "review", "post"),
    "time": (
        *("time", "created_at", "createdat", "created", "date", "datetime", "timestamp", "published_at"),
        *("published", "posted_at", "created_utc", "tweet_created", "ts"),
    ),
    "heard_at": ("heard_at",),
    "author_name": ("author_name", "display_name", "displayname", "name"),
    "handle": ("handle", "username", "screen_name", "acct", "login"),
    "mentions": ("mentions", "user_mentions"),
    "links": ("links", "urls"),
    "reply_to": ("reply_to", "in_reply_to", "in_reply_to_id", "in_reply_to_status_id", "parent_id"),
    "reply_to_author": (
        *("reply_to_author", "in_reply_to_user_id", "in_reply_to_account_id", "in_reply_to_screen_name"),
    ),
    "quote_of": ("quote_of", "quoted_status_id", "quote_id"),
    "quote_of_author": ("quote_of_author", "quoted_user_id"),
    "url": ("url", "link", "permalink", "html_url"),
    "lang": ("lang", "language", "langs"),
}
"""The names a field goes by, the best first; upper case, spaces and hyphens in a name do not matter."""

# Where each field stands among Post's arguments.
_PLACE: Final = {
    name: place
    for place, name in enumerate(
        (
            *("id", "network", "author", "text", "time", "heard_at", "author_name", "handle", "mentions"),
            *("links", "reply_to", "reply_to_author", "quote_of", "quote_of_author", "url", "lang"),
        )
    )
}
_EMPTY: Final[list[object]] = ["", NETWORK, "", None, None, None, "", "", (), (), "", "", "", "", "", ""]
_ID, _AUTHOR, _TEXT, _TIME, _HEARD, _NAME, _HANDLE = (
    _PLACE[name] for name in ("id", "author", "text", "time", "heard_at", "author_name", "handle")
)
_TIMES: Final = frozenset((_TIME, _HEARD))
_LISTS: Final = {_PLACE["mentions"]: "@", _PLACE["links"]: ""}
_SHAPES: Final = 256
_SEPARATORS: Final = re.compile(r"[\s,;|]+")


class _Step(NamedTuple):
    """Take the cell ``key`` (or follow ``path``) into place ``place``, as it stands where it is ``plain``."""

    place: int
    key: str
    plain: bool
    path: tuple[str, ...]


class Rows:
    """Turns the rows of one archive into posts.

    ``file`` is shown in refusals, ``stem`` names the rows that have no id of their own (their id is
    ``stem:line``, their author ``row-line@stem``, so that each counts as a person of its own); ``mapping``
    gives the names of columns for fields, alternatives divided by ``|`` and nested keys by ``.``; ``latest``
    bounds the clock. Raises `UnreadableArchive` when ``mapping`` names a field that does not exist.
    """

    def __init__(
        self, file: str, stem: str, mapping: Mapping[str, str] | None = None, latest: Instant | None = None
    ) -> None:
        self.file = file
        self._stem = stem
        self.latest = latest
        self._names = names_of(mapping or {})
        self._plans: dict[tuple[str, ...], tuple[_Step, ...]] = {}

    def post(self, row: dict[str, object], number: int) -> Post | Refusal:
        """Make the post of a row that begins on line ``number``, or say why it is none."""
        shape = tuple(row)
        steps = self._plans.get(shape)
        if steps is None:
            steps = self._plan(shape)
        values = _EMPTY.copy()
        try:
            for place, key, plain, path in steps:
                value = _dig(row, path) if path else row[key]
                if plain and type(value) is str:
                    # An empty text is a text; any other empty cell leaves the word to the next name for it.
                    if value or (place == _TEXT and values[_TEXT] is None):
                        values[place] = value
                elif value is not None and value != "":
                    self._put(values, place, value)
        except ValueError as error:
            return Refusal(self.file, number, str(error))
        return self._finish(values, number)

    def needs(self, header: Iterable[str]) -> tuple[str, ...]:
        """Say which of the two fields a post cannot do without find no column among these."""
        held = {step.place for step in self._plan(tuple(header))}
        return tuple(name for name in ("text", "time") if _PLACE[name] not in held)

    def _finish(self, values: list[object], number: int) -> Post | Refusal:
        if values[_TEXT] is None:
            return Refusal(self.file, number, "This row has no text.")
        if values[_TIME] is None:
            return Refusal(self.file, number, "This row has no time.")
        if values[_HEARD] is None:
            values[_HEARD] = values[_TIME]
        if not values[_ID]:
            values[_ID] = f"{self._stem}:{number}"
        if not values[_AUTHOR]:
            values[_AUTHOR] = f"row-{number}@{self._stem}"
        return Post(*values)  # type: ignore[arg-type]  # each place was filled by `_put` with its own type

    def _put(self, values: list[object], place: int, value: object) -> None:
        if place in _TIMES:
            values[place] = instant(value, self.latest)
        elif place in _LISTS:
            values[place] = _several(value, _LISTS[place])
        elif place == _AUTHOR and type(value) is dict:
            values[_AUTHOR] = first_word(value, "id_str", "id", "did", "user_id", "login", "username", "name")
            values[_NAME] = first_word(value, "display_name", "displayName", "name") or values[_NAME]
            values[_HANDLE] = first_word(value, "screen_name", "username", "acct", "handle", "login") or values[_HANDLE]
        else:
            values[place] = _one(value, place)

    def _plan(self, shape: tuple[str, ...]) -> tuple[_Step, ...]:
        plain = {re.sub(r"[\s-]+", "_", key.strip().lower()): key for key in reversed(shape)}
        steps = [
            _Step(_PLACE[field], key, _PLACE[field] not in _TIMES and _PLACE[field] not in _LISTS, path)
            for field, names in self._names.items()
            for name in reversed(names)
            for key, path in _found(name, plain, shape)
        ]
        plan = tuple(steps)
        if len(self._plans) < _SHAPES:
            self._plans[shape] = plan
        return plan


def names_of(mapping: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Give the names of every field: those of ``mapping`` where it has it, the usual ones elsewhere.

    >>> names_of({"time": "date|thread_date"})["time"]
    ('date', 'thread_date')
    """
    strange = sorted(set(mapping) - set(ALIASES))
    if strange:
        raise UnreadableArchive(
            f"A post has no field “{strange[0]}”. Its fields are {', '.join(ALIASES)}; write for example "
            "text=message,time=created."
        )
    return ALIASES | {field: tuple(names.split("|")) for field, names in mapping.items()}


def _found(name: str, plain: dict[str, str], shape: tuple[str, ...]) -> list[tuple[str, tuple[str, ...]]]:
    if name in shape:
        return [(name, ())]
    if (key := plain.get(re.sub(r"[\s-]+", "_", name.strip().lower()))) is not None:
        return [(key, ())]
    head, *rest = name.split(".")
    return [("", (head, *rest))] if rest and head in shape else []


def _dig(row: object, path: tuple[str, ...]) -> object:
    for key in path:
        row = row.get(key) if isinstance(row, dict) else None
    return row


def _one(value: object, place: int) -> str:
    if type(value) is list and place == _PLACE["lang"]:
        value = next((item for item in value if item), "")
    if type(value) is str:
        return value
    if type(value) is int or type(value) is float:
        # Spreadsheets turn ids into 12.0; the digits before the point are the id.
        return str(int(value)) if type(value) is float and value.is_integer() else str(value)
    if place == _TEXT:
        raise ValueError("Its text is neither a text nor a number.")
    return ""


def _several(value: object, mark: str) -> tuple[str, ...]:
    if type(value) is str:
        value = _SEPARATORS.split(value)
    if type(value) is not list:
        return ()
    words = (
        first_word(item, "id_str", "did", "acct", "screen_name", "login", "username", "expanded_url", "url", "id")
        if type(item) is dict
        else _one(item, -1)
        for item in value
    )
    return tuple(word.removeprefix(mark) for word in words if word.removeprefix(mark))
