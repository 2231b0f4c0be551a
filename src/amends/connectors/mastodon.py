"""Mastodon: the export of an account (its outbox, as zip, tar.gz, folder or file), or statuses of the API.

Only public and unlisted posts are read: followers-only posts and direct messages in an export are private
words and stay where they are. A boost is no post of its own.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from amends.connectors.clock import instant
from amends.connectors.json_documents import records, small_object
from amends.connectors.json_values import NotJson, child, first_word, items_of, word
from amends.connectors.markup import text_of
from amends.connectors.opening import Utf8
from amends.connectors.outcome import Damage, Refusal, UnreadableArchive
from amends.core.vocabulary import Post

if TYPE_CHECKING:
    from collections.abc import Iterator

    from amends.connectors.containers import Container
    from amends.connectors.outcome import Tally
    from amends.connectors.rows import Rows
    from amends.core.vocabulary import Instant

NETWORK: Final = "mastodon"
LISTS: Final = ("orderedItems", "items", "ancestors", "descendants", "statuses")
"""Keys of an outbox, of a thread as the API gives it, and of its search results."""

_PUBLIC: Final = frozenset(("https://www.w3.org/ns/activitystreams#Public", "as:Public", "Public"))
_PRIVATE: Final = frozenset(("private", "direct", "limited"))
_OUTBOX: Final = re.compile(r"(^|/)outbox\.json$")
_ACTOR: Final = re.compile(r"(^|/)actor\.json$")
_REMEMBERED: Final = 200_000
"""API ids kept, to turn the id a reply names into that post's own URI."""


class Reading:
    """What is remembered over statuses that are read one after another: whose file it is, and what local ids mean."""

    def __init__(self, actor: dict[str, object] | None = None, latest: Instant | None = None) -> None:
        self.actor = actor or {}
        self.latest = latest
        self.uris: dict[str, str] = {}
        self.accounts: dict[str, str] = {}

    def remember(self, local: str, uri: str) -> None:
        """Keep which post an id of this server means; where there are too many, the oldest is forgotten."""
        _keep(self.uris, local, uri)

    def remember_account(self, local: str, key: str) -> None:
        """Keep whose account an id of this server means, as `remember` does."""
        _keep(self.accounts, local, key)


def _keep(known: dict[str, str], local: str, meaning: str) -> None:
    if local:
        known.pop(local, None)
        known[local] = meaning
        if len(known) > _REMEMBERED:
            del known[next(iter(known))]


def read(container: Container, rows: Rows, tally: Tally) -> Iterator[Post | Refusal | None]:
    """Give the posts of an export or of a file of statuses. Raises `UnreadableArchive` when there are none."""
    single = len(container.names) == 1
    outboxes = [name for name in container.names if single or _OUTBOX.search(name)]
    if not outboxes:
        raise UnreadableArchive(f"{rows.file} holds no outbox.json to read.")
    reading = Reading(_actor(container), rows.latest)
    for name in outboxes:
        file, line = container.label(name), 0
        try:
            for line, value, reason in records(Utf8(container.open(name)), tally, LISTS):
                yield Refusal(file, line, reason) if reason else _item(value, reading, file, line)
        except Damage as damage:
            yield Refusal(file, line, str(damage))
    if getattr(container, "damaged", False):
        yield Refusal(rows.file, 0, "The archive breaks off: what stood before the break was read.")


def _item(value: object, reading: Reading, file: str, line: int) -> Post | Refusal | None:
    item = child(value)
    try:
        if "account" in item:
            return status_post(item, reading)
        if item.get("type") in {"Create", "Update"}:
            return _note(child(item, "object"), item, reading)
        if item.get("type") in {"Note", "Question", "Article"}:
            return _note(item, item, reading)
    except ValueError as error:
        return Refusal(file, line, str(error))
    if type(item.get("type")) is str:
        return None  # a boost, a like, a deletion
    return Refusal(file, line, "This is neither a status nor an activity.")


def _note(note: dict[str, object], activity: dict[str, object], reading: Reading) -> Post | None:
    """Make the post of an ActivityPub note."""
    if not _is_public(note) or not _is_public(activity):
        return None
    author = _address(note.get("attributedTo")) or _address(activity.get("actor"))
    uri = _address(note.get("id"))
    if not author or not uri:
        raise ValueError("This post names no author or no id.")
    content = note.get("content")
    languages = child(note, "contentMap")
    text, links = _text(word(note.get("summary")), next(iter(languages.values()), None) if content is None else content)
    at = instant(note.get("published") or activity.get("published"), reading.latest)
    known = reading.actor if word(reading.actor.get("id")) == author else {}
    quote = next((found for key in ("quote", "quoteUrl", "quoteUri") if (found := _address(note.get(key)))), "")
    reply_to = _address(note.get("inReplyTo"))
    return Post(
        uri,
        NETWORK,
        author,
        text,
        at,
        at,
        word(known.get("name")),
        _handle(author, word(known.get("preferredUsername"))),
        _tagged(note),
        links,
        reply_to,
        _author_of(reply_to),
        quote,
        _author_of(quote),
        _address(note.get("url")) or uri,
        next(iter(languages), ""),
    )


def status_post(status: dict[str, object], reading: Reading) -> Post | None:
    """Make the post of a status as the client API gives it; nothing of a boost, and of what is not public.

    Raises ``ValueError`` with a sentence for what is no status.
    """
    account, local = child(status, "account"), word(status.get("id"))
    uri = first_word(status, "uri", "url", "id")
    author = account_key(account)
    if not author or not uri:
        raise ValueError("This status names no author or no id.")
    reading.remember(local, uri)
    reading.remember_account(word(account.get("id")), author)
    if status.get("visibility") in _PRIVATE or child(status, "reblog"):
        return None
    text, links = _text(word(status.get("spoiler_text")), status.get("content"))
    at = instant(status.get("created_at"), reading.latest)
    mentioned = [child(item) for item in items_of(status.get("mentions"))]
    quoted = child(status, "quote", "quoted_status") or child(status, "quote")
    reply_to = word(status.get("in_reply_to_id"))
    return Post(
        uri,
        NETWORK,
        author,
        text,
        at,
        at,
        first_word(account, "display_name", "username"),
        word(account.get("acct")),
        tuple(
            dict.fromkeys(filter(None, (key for who in mentioned for key in (account_key(who), word(who.get("acct"))))))
        ),
        links,
        reading.uris.get(reply_to, reply_to),
        _reply_author(word(status.get("in_reply_to_account_id")), mentioned, reading),
        first_word(quoted, "uri", "url") or _quoted(child(status, "quote"), reading),
        account_key(child(quoted, "account")),
        first_word(status, "url", "uri"),
        word(status.get("language")),
    )


def _text(warning: str, content: object) -> tuple[str, tuple[str, ...]]:
    if type(content) is not str:
        raise ValueError("This post has no text.")
    text, links = text_of(content)
    return (f"{warning}\n\n{text}" if warning else text), links


def _is_public(thing: dict[str, object]) -> bool:
    told = [thing[key] for key in ("to", "cc") if key in thing]
    heard_by = [word(who) for value in told for who in (value if isinstance(value, list) else [value])]
    return not told or not _PUBLIC.isdisjoint(heard_by)


def _address(value: object) -> str:
    """Give the URI of a thing that is named by it, or given whole, or first in a list."""
    if isinstance(value, list):
        value = value[0] if value else None
    return word(value) or first_word(child(value), "id", "href")


def _tagged(note: dict[str, object]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for tag in items_of(note.get("tag")):
        about = child(tag)
        if about.get("type") == "Mention":
            found[word(about.get("href"))] = None
            found[word(about.get("name")).removeprefix("@")] = None
    return tuple(filter(None, found))


def account_key(account: dict[str, object]) -> str:
    """Give the actor's URI where the server tells it, else the address of the profile, else the id."""
    return first_word(account, "uri", "url", "id")


def _reply_author(id_: str, mentioned: list[dict[str, object]], reading: Reading) -> str:
    if id_ in reading.accounts:
        return reading.accounts[id_]
    return next((account_key(account) for account in mentioned if word(account.get("id")) == id_), id_) if id_ else ""


def _quoted(quote: dict[str, object], reading: Reading) -> str:
    """Tell what is quoted where only its id on this server is given."""
    local = first_word(quote, "quoted_status_id")
    return reading.uris.get(local, local)


def _author_of(uri: str) -> str:
    """Give the actor whose status this is, as Mastodon forms its addresses; nothing for another form."""
    author, mark, _ = uri.partition("/statuses/")
    return author if mark and "/users/" in author else ""


def _handle(author: str, name: str) -> str:
    name = name or author.rstrip("/").rsplit("/", 1)[-1].removeprefix("@")
    try:
        host = urlsplit(author).hostname
    except ValueError:
        host = None
    return f"{name}@{host}" if host else name


def _actor(container: Container) -> dict[str, object]:
    """Read whose export it is, for showing a name; nothing where the file is absent or damaged."""
    for name in container.names:
        if _ACTOR.search(name):
            try:
                return child(small_object(Utf8(container.open(name))))
            except (Damage, NotJson):
                return {}
    return {}
