"""The archive that X (Twitter) gives to the owner of an account: zip, folder or one of its ``.js`` files.

Layouts: ``data/tweets.js`` with ``tweets-part1.js`` beside it (since 2022), ``data/tweet.js`` (2018 to 2022), both
``window.YTD.tweets.part0 = [ {"tweet": {…}} ]``; and ``data/js/tweets/2012_01.js`` (until 2018), which is
``Grailbird.data.tweets_2012_01 = [ {…} ]``. Such an archive holds the owner's own posts; an element that names
another author, as in lists of mentions, is taken as that author's.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from amends.connectors.clock import instant
from amends.connectors.json_documents import small_object
from amends.connectors.json_elements import elements
from amends.connectors.json_values import NotJson, child, first_word, items_of, word
from amends.connectors.opening import Utf8
from amends.connectors.outcome import Damage, Refusal, UnreadableArchive
from amends.connectors.sniff import X_MEMBER
from amends.core.vocabulary import Post

if TYPE_CHECKING:
    from collections.abc import Iterator

    from amends.connectors.containers import Container
    from amends.connectors.outcome import Tally
    from amends.connectors.rows import Rows
    from amends.core.vocabulary import Instant

NETWORK: Final = "x"

_ACCOUNT: Final = re.compile(r"(^|/)(account|user_details)\.js$")
_STATUS: Final = re.compile(r"https?://(?:mobile\.)?(?:twitter|x)\.com/(\w+)/status/(\d+)")


class _Owner(NamedTuple):
    """Whose archive it is: immutable id, handle, name; for want of an id, ``owner``."""

    id: str = "owner"
    handle: str = ""
    name: str = ""


def read(container: Container, rows: Rows, tally: Tally) -> Iterator[Post | Refusal | None]:
    """Give the posts of every file of tweets, in the order of the files' names.

    Raises `UnreadableArchive` when there is no such file.
    """
    names = [name for name in container.names if X_MEMBER.search(name) or len(container.names) == 1]
    if not names:
        raise UnreadableArchive(f"{rows.file} holds no tweets.js, tweet.js or data/js/tweets/*.js to read.")
    owner = _owner(container)
    for name in sorted(names, key=lambda name: name.removesuffix(".js")):
        yield from _file(container, name, owner, rows.latest, tally)
    if getattr(container, "damaged", False):
        yield Refusal(rows.file, 0, "The archive breaks off: what stood before the break was read.")


def _file(
    container: Container, name: str, owner: _Owner, latest: Instant | None, tally: Tally
) -> Iterator[Post | Refusal | None]:
    file, line = container.label(name), 0
    try:
        for line, value, reason in elements(Utf8(container.open(name)), tally):
            yield Refusal(file, line, reason) if reason else _element(value, owner, file, line, latest)
    except Damage as damage:
        yield Refusal(file, line, str(damage))


def _element(value: object, owner: _Owner, file: str, line: int, latest: Instant | None) -> Post | Refusal:
    tweet = child(value, "tweet") or child(value)
    try:
        return _post(tweet, owner, latest)
    except ValueError as error:
        return Refusal(file, line, str(error))


def _post(tweet: dict[str, object], owner: _Owner, latest: Instant | None) -> Post:
    id_ = first_word(tweet, "id_str", "id")
    text = tweet.get("full_text", tweet.get("text"))
    if not id_ or type(text) is not str:
        raise ValueError("This tweet has no id or no text.")
    author = _author(child(tweet, "user"), owner)
    links = tuple(_entities(tweet, "urls", "expanded_url", "url"))
    quote_author, quote = next((found for link in links if (found := _status(link))), ("", ""))
    at = instant(tweet.get("created_at"), latest)
    return Post(
        id_,
        NETWORK,
        author.id,
        _typed(text) if "&" in text else text,
        at,
        at,
        author.name,
        author.handle,
        tuple(
            dict.fromkeys(
                [
                    *_entities(tweet, "user_mentions", "id_str", "id"),
                    *_entities(tweet, "user_mentions", "screen_name"),
                ]
            )
        ),
        links,
        first_word(tweet, "in_reply_to_status_id_str", "in_reply_to_status_id"),
        first_word(tweet, "in_reply_to_user_id_str", "in_reply_to_user_id", "in_reply_to_screen_name"),
        first_word(tweet, "quoted_status_id_str", "quoted_status_id") or quote,
        quote_author,
        f"https://x.com/{author.handle or 'i'}/status/{id_}",
        "" if (language := word(tweet.get("lang"))) == "und" else language,
    )


def _typed(text: str) -> str:
    """Undo what X does to three characters of an author's text: it writes them as HTML would."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _author(user: dict[str, object], owner: _Owner) -> _Owner:
    id_ = first_word(user, "id_str", "id")
    if not id_:
        return owner
    return _Owner(id_, first_word(user, "screen_name", "username"), first_word(user, "name"))


def _entities(tweet: dict[str, object], kind: str, *keys: str) -> Iterator[str]:
    for entity in items_of(child(tweet, "entities").get(kind)):
        if found := first_word(child(entity), *keys):
            yield found


def _status(link: str) -> tuple[str, str] | None:
    found = _STATUS.match(link)
    return (found[1], found[2]) if found else None


def _owner(container: Container) -> _Owner:
    """Read who owns the archive; an archive without that file is still one person's."""
    for name in container.names:
        if not _ACCOUNT.search(name):
            continue
        try:
            value = small_object(Utf8(container.open(name)))
        except (Damage, NotJson):
            continue
        first = items_of(value)[0] if items_of(value) else value
        account = child(first, "account") or child(first)
        if id_ := first_word(account, "accountId", "id"):
            return _Owner(
                id_,
                first_word(account, "username", "screen_name"),
                first_word(account, "accountDisplayName", "full_name"),
            )
    return _Owner()
