"""The words of a statement made ready for other places, for the owner to read, change and send. Nothing sends them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from amends.core.statement.differences import sentences
from amends.core.statement.letters import letters

LONGEST_THREAD: Final = 12
"""Posts a thread may have; what needs more is shown by its beginning and the link."""


@dataclass(frozen=True, slots=True)
class Room:
    """How much a network lets one post hold: letters, bytes of UTF-8, and what a link counts (0: its own length)."""

    name: str
    letters: int
    bytes: int
    link: int = 0


BLUESKY: Final = Room("Bluesky", 300, 3_000)
"""Lexicon app.bsky.feed.post: at most 300 graphemes and 3,000 bytes."""
MASTODON: Final = Room("Mastodon", 500, 1_000_000, 23)
"""docs.joinmastodon.org, "Posting to your profile": 500 characters by default, each link counts as 23."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """Posts in their order; ``whole`` is false where only the beginning of the words found room."""

    posts: tuple[str, ...]
    whole: bool = True


_LINK: Final = re.compile(r"https?://[\w-]+(?:\.[\w-]+)+(?::\d+)?(?:/(?:\S*[\w/])?)?", re.IGNORECASE)
_EMPHASIS: Final = re.compile(r"(?<![\w*_])(\*\*|__|\*|_)(?=\S)([^*_\n]+)(?<=\S)\1(?![\w*_])")
_HEADING: Final = re.compile(r"^ {0,3}#{1,6} +(.*?) *#*$", re.MULTILINE)
_NAMED_LINK: Final = re.compile(r"\[([^\[\]\n]+)\]\((https?://[^\s()]+)\)")


def prepare(words: str, link: str, room: Room) -> Prepared:
    """Make one post of the words and the link to the statement, or a numbered thread with the link at its end.

    It is cut at the ends of sentences; a sentence that is too long for a post at words, a word at letters. What
    marks emphasis, headings and links in Markdown is taken off, the words are not touched. A thread of more than
    `LONGEST_THREAD` posts is replaced by one post: as many sentences of the beginning as fit, and the link.
    Without a link nothing is put at the end. Raises ``ValueError`` where the link alone fills a post.

    >>> prepare("I was *wrong*.", "https://ines.example/7", BLUESKY).posts[0].splitlines()
    ['I was wrong.', '', 'https://ines.example/7']
    >>> [post[-3:] for post in prepare("I am sorry. " * 60, "https://ines.example/7", MASTODON).posts]
    ['1/2', '2/2']
    """
    said = _unmarked(words).strip()
    ending = f"\n\n{link}" if said and link else link
    if size(link, room) + 12 > room.letters or not _fits(link, room, 12):
        raise ValueError(f"The link fills a whole post on {room.name}; a shorter address is needed. Nothing was cut.")
    if _fits(said + ending, room):
        return Prepared((said + ending,))
    hopeless = size(said, room) > LONGEST_THREAD * room.letters
    for digits in () if hopeless else (1, 2):
        marker = 2 * digits + 2  # a line end, a number, a stroke, a number
        parts = _filled(_units(said, ending, room, marker), room, marker)
        if len(parts) < 10**digits and len(parts) <= LONGEST_THREAD:
            return Prepared(tuple(f"{part}\n{at}/{len(parts)}" for at, part in enumerate(parts, 1)))
    return Prepared((_beginning(said, link, room),), whole=False)


def links_in(text: str) -> list[tuple[int, int]]:
    """Return where links begin and end, as networks find them.

    >>> links_in("See https://ines.example/7.")
    [(4, 26)]
    """
    return [found.span() for found in _LINK.finditer(text)]


def fits(text: str, room: Room) -> bool:
    """Tell whether one post holds a text.

    >>> fits("x" * 300, BLUESKY), fits("x" * 301, BLUESKY)
    (True, False)
    """
    return _fits(text, room)


def size(text: str, room: Room) -> int:
    """Count a text as a network does.

    >>> size("See https://ines.example/a-long-address-of-a-case.", MASTODON), size("See 🇩🇪", BLUESKY)
    (28, 5)
    """
    if not room.link:
        return len(letters(text))
    links = _LINK.findall(text)
    return len(letters(_LINK.sub("", text))) + room.link * len(links)


def _fits(text: str, room: Room, less: int = 0) -> bool:
    return len(text.encode(errors="replace")) + less <= room.bytes and size(text, room) + less <= room.letters


def _unmarked(words: str) -> str:
    plain = _NAMED_LINK.sub(r"\1 (\2)", _HEADING.sub(r"\1", words))
    return _EMPHASIS.sub(r"\2", _EMPHASIS.sub(r"\2", plain))


def _units(said: str, ending: str, room: Room, marker: int) -> Iterator[str]:
    """Cut the words into pieces that each fit a post; the last carries the link, or the link stands alone."""
    pieces = [piece for sentence in sentences(said) for piece in _pieces(sentence, room, marker)]
    last = pieces.pop() if pieces else ""
    yield from pieces
    if not ending or _fits(last.rstrip() + ending, room, marker):
        yield last.rstrip() + ending
    else:
        yield last
        yield ending.lstrip()


def _pieces(text: str, room: Room, marker: int) -> Iterator[str]:
    """Cut what is too long for a post: at words, and where one word is too long, at letters."""
    if _fits(text.strip(), room, marker):
        yield text
        return
    for word in re.findall(r"\S+\s*|\s+", text):
        if _fits(word.strip(), room, marker):
            yield word
        else:
            yield from _chunks(word, room, marker)


def _chunks(word: str, room: Room, marker: int) -> Iterator[str]:
    """Cut one word that is longer than a post, at letters."""
    # A link of ten letters may count 23.
    most = (room.letters - marker) // (3 if room.link and "://" in word else 1)
    held, count = "", 0
    for letter in letters(word):
        if count == most or len((held + letter).encode(errors="replace")) + marker > room.bytes:
            yield held
            held, count = "", 0
        held, count = held + letter, count + 1
    yield held


def _filled(pieces: Iterator[str], room: Room, marker: int) -> list[str]:
    """Put pieces together for as long as they fit one post."""
    posts: list[str] = []
    held = ""
    for piece in pieces:
        if held.strip() and not _fits((held + piece).strip(), room, marker):
            posts.append(held.strip())
            held = ""
        held += piece
    return [*posts, held.strip()] if held.strip() else posts


def _beginning(said: str, link: str, room: Room) -> str:
    ending = f" …\n\n{link}" if link else " …"
    held = ""
    for sentence in sentences(said):
        if not _fits((held + sentence).strip() + ending, room):
            break
        held += sentence
    if not held.strip():  # even the first sentence is too long: as many of its words as fit
        for word in re.findall(r"\S+\s*", said):
            if not _fits((held + word).strip() + ending, room):
                break
            held += word
    return (held.strip() + ending).lstrip()
