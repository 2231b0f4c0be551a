"""GitHub threads as its API gives them: issues, comments, timelines, reviews, GraphQL discussions.

A post is any object with a body, a time and an author, wherever it stands in what the API gives. Its id is the
path of its page (``octo/app/issues/7#issuecomment-9``), which also names the thread it answers.
"""

from __future__ import annotations

import re
from collections import deque
from typing import TYPE_CHECKING, Final, NamedTuple

from amends.connectors.clock import instant
from amends.connectors.json_documents import records
from amends.connectors.json_values import child, first_word, word
from amends.connectors.opening import Utf8
from amends.connectors.outcome import Damage, Refusal, UnreadableArchive
from amends.core.vocabulary import Post

if TYPE_CHECKING:
    from collections.abc import Iterator

    from amends.connectors.containers import Container
    from amends.connectors.outcome import Tally
    from amends.connectors.rows import Rows
    from amends.core.vocabulary import Instant

NETWORK: Final = "github"

_REMEMBERED: Final = 200_000
"""Threads whose beginner is kept, to say whom a comment answers."""

_CHILDREN: Final = (
    *("data", "repository", "node", "issue", "pullRequest", "pull_request", "discussion", "comment", "review"),
    *("comments", "reviews", "timeline", "timelineItems", "replies", "nodes", "edges", "items"),
)
"""Where posts are looked for, in reading order; what else an object holds (labels, reactions) is no post."""

_TIMES: Final = ("created_at", "createdAt", "submitted_at", "submittedAt")
_WRITERS: Final = ("user", "author", "actor")
_PAGE: Final = re.compile(r"https?://[^/]+/([^?#]+)(?:\?[^#]*)?(#.+)?")
_FENCED: Final = re.compile(r"^(```|~~~).*?(^\1|\Z)|`[^`\n]*`", re.MULTILINE | re.DOTALL)
_MENTION: Final = re.compile(r"(?<![\w/`.@])@([A-Za-z0-9](?:[A-Za-z0-9-]{0,38}))(?![\w@]|\.\w)")
_LINK: Final = re.compile(r"https?://[^\s<>\"'`()\[\]]+")


class _Thread(NamedTuple):
    """What a post answers: its id and its author's."""

    id: str = ""
    author: str = ""


class Reading:
    """What is remembered over objects that are read one after another: who began which thread."""

    def __init__(self, latest: Instant | None = None) -> None:
        self.latest = latest
        self.authors: dict[str, str] = {}


def read(container: Container, rows: Rows, tally: Tally) -> Iterator[Post | Refusal | None]:
    """Give the posts of every file in order. Raises `UnreadableArchive` when there is none to look into."""
    single = len(container.names) == 1
    names = [name for name in container.names if single or name.endswith(".json")]
    if not names:
        raise UnreadableArchive(f"{rows.file} holds no .json file of a GitHub thread.")
    reading = Reading(rows.latest)
    for name in sorted(names, key=_issue_first):
        file, line = container.label(name), 0
        try:
            for line, value, reason in records(Utf8(container.open(name)), tally):
                if reason:
                    yield Refusal(file, line, reason)
                else:
                    yield from posts_of(value, file, line, reading)
        except Damage as damage:
            yield Refusal(file, line, str(damage))


def posts_of(value: object, file: str, line: int, reading: Reading | None = None) -> Iterator[Post | Refusal | None]:
    """Give the posts inside one JSON value, each thread before its answers; None where there is none."""
    reading = Reading(None) if reading is None else reading
    waiting: deque[tuple[object, _Thread]] = deque([(value, _Thread())])
    found = False
    while waiting:
        thing, thread = waiting.popleft()
        if isinstance(thing, list):
            waiting.extendleft((item, thread) for item in reversed(thing))
            continue
        if not isinstance(thing, dict):
            continue
        if _is_post(thing):
            found = True
            post = _made(thing, thread, file, line, reading)
            yield post
            if isinstance(post, Post):
                thread = _Thread(post.id, post.author)
        below = [(thing[key], thread) for key in _CHILDREN if isinstance(thing.get(key), dict | list)]
        waiting.extendleft(reversed(below))
    if not found:
        yield None if isinstance(value, dict | list) else Refusal(file, line, "This is no GitHub thread.")


def _issue_first(name: str) -> tuple[bool, str]:
    """Read the files that begin threads before those that answer, so that answers know whom they answer."""
    return "comment" in name.rpartition("/")[2].lower(), name


def _is_post(thing: dict[str, object]) -> bool:
    return (type(thing.get("body")) is str or ("title" in thing and "body" in thing)) and any(
        key in thing for key in (*_WRITERS, *_TIMES)
    )


def _made(thing: dict[str, object], thread: _Thread, file: str, line: int, reading: Reading) -> Post | Refusal:
    try:
        return _post(thing, thread, reading)
    except ValueError as error:
        return Refusal(file, line, str(error))


def _post(thing: dict[str, object], thread: _Thread, reading: Reading) -> Post:
    page = first_word(thing, "html_url", "url")
    id_ = _path(page) or first_word(thing, "node_id", "id")
    if not id_:
        raise ValueError("This comment has no address and no id.")
    title, body = word(thing.get("title")), word(thing.get("body"))
    writer = next((found for key in _WRITERS if (found := child(thing, key))), {})
    author = first_word(writer, "id", "databaseId", "login") if type(writer.get("id")) is int else ""
    author = author or first_word(writer, "databaseId", "login") or f"unknown@{id_}"
    at = instant(next((thing[key] for key in _TIMES if thing.get(key)), None), reading.latest)
    root = id_.partition("#")[0]
    if "#" not in id_ and len(reading.authors) < _REMEMBERED:
        reading.authors[id_] = author
    answered = thread.id or (root if root != id_ else "")
    prose = _FENCED.sub(" ", body)
    return Post(
        id_,
        NETWORK,
        author,
        f"{title}\n\n{body}" if title and body else title or body,
        at,
        at,
        word(writer.get("name")),
        word(writer.get("login")),
        tuple(dict.fromkeys(_MENTION.findall(prose))),
        tuple(dict.fromkeys(link.rstrip(".,;:!?*_") for link in _LINK.findall(prose))),
        answered,
        thread.author or reading.authors.get(answered, ""),
        url=page,
    )


def _path(page: str) -> str:
    """Give the path and fragment of a page's address, which stay what they are for a person and a machine."""
    found = _PAGE.fullmatch(page)
    return found[1].rstrip("/") + (found[2] or "") if found else ""
