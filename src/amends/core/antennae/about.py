"""Does this post concern you? Relation first, then names.

A reply to you, a quote of you, a mention or a link to you concerns you whatever its words are. Only then do
names count: whole words, without regard to case, unless an exclusion marks a homonym.

>>> anna = parse_subject("Anna=Anna Grey,@annagrey,-Anna Grey Hotel")
>>> post = Post(id="1", network="x", author="9", text="Read ANNA GREY's letter.", created_at=0, heard_at=0)
>>> concerns(watch([anna]), post)
(Concern(subject=0, relation=<Relation.NAME: 'name'>, by_subject=False),)
>>> concerns_many(watch([anna]), [post]) == [concerns(watch([anna]), post)]
True
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from ahocorasick_rs import AhoCorasick

from amends.core.vocabulary import Post, Relation, Subject

_UNSPACED = (
    (0x0E00, 0x0EFF),
    (0x1000, 0x109F),
    (0x1780, 0x17FF),
    (0x3040, 0x30FF),
    (0x3400, 0x9FFF),
    (0xF900, 0xFAFF),
)
"""Thai, Lao, Burmese, Khmer, kana and Han: written without spaces, so a word has no edge to ask for."""


class SubjectError(ValueError):
    """A subject that cannot be watched; the message says what is missing."""


@dataclass(frozen=True, slots=True)
class Concern:
    """One post concerns the subject with this index among the watched, by this relation."""

    subject: int
    relation: Relation
    by_subject: bool


@dataclass(frozen=True, slots=True)
class _Phrase:
    subject: int
    kind: Relation | None
    """`Relation.NAME` for a term, `Relation.MENTION` for a handle, nothing for an exclusion."""
    bare_left: bool
    bare_right: bool


@dataclass(frozen=True, slots=True)
class Watch:
    """Subjects made ready for matching; build it once with `watch` and keep it.

    ``identities`` maps a folded author id or handle to the subjects it belongs to; ``hosts`` a link's host to
    ``(subject, prefix)``; ``everything`` lists subjects that every post concerns.
    """

    subjects: tuple[Subject, ...]
    identities: Mapping[str, tuple[int, ...]]
    hosts: Mapping[str, tuple[tuple[int, str], ...]]
    everything: tuple[int, ...]
    phrases: tuple[_Phrase, ...]
    automaton: AhoCorasick | None


def parse_subject(line: str) -> Subject:
    """Make a subject of ``NAME=item,item,…`` as the command line takes it.

    An item is a name (``Anna Grey``), a handle (``@annagrey``), an immutable account id (``did:plc:…`` or
    ``id:12345``), a link that is yours (``https://anna.example/``), a homonym's mark (``-Anna Grey Hotel``) or
    ``*``: everything in this archive concerns the subject. A bare ``NAME`` watches for that name itself.
    Raises `SubjectError` when there is no name or nothing to watch for.

    >>> parse_subject("Anna=@annagrey,*").everything
    True
    """
    name, _, rest = line.partition("=")
    name = name.strip()
    items = [item.strip() for item in rest.split(",") if item.strip()] or [name]
    if not name:
        raise SubjectError(f"The subject “{line}” has no name. Write it as NAME=term,term,@handle.")
    sorted_items: dict[str, list[str]] = defaultdict(list)
    for item in items:
        kind, value = _kind_of(item)
        if not value:
            raise SubjectError(f"“{item}” in the subject “{name}” names nothing. Write at least one letter after it.")
        sorted_items[kind].append(value)
    everything = bool(sorted_items.pop("everything", []))
    subject = Subject(name, everything=everything, **{kind: tuple(values) for kind, values in sorted_items.items()})
    if not (everything or subject.terms or subject.handles or subject.accounts or subject.links):
        raise SubjectError(f"The subject “{name}” only says what it is not. Add a name or an @handle to watch for.")
    return subject


def _kind_of(item: str) -> tuple[str, str]:
    if item == "*":
        return "everything", item
    if item.startswith("@"):
        return "handles", item[1:]
    if item.startswith("-"):
        return "exclusions", item[1:].strip()
    if item.startswith(("http://", "https://")):
        return "links", item
    if item.startswith("id:"):
        return "accounts", item[3:]
    return ("accounts" if item.startswith("did:") else "terms"), item


def folded(text: str) -> str:
    r"""Fold a text for matching: compatibility forms, case and runs of white space.

    >>> folded("ＩＮＥＳ\n  Marlow")
    'ines marlow'
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    return " ".join(text.casefold().split())


def watch(subjects: Sequence[Subject]) -> Watch:
    """Make subjects ready for matching; the order of ``subjects`` numbers them."""
    identities: dict[str, list[int]] = defaultdict(list)
    hosts: dict[str, list[tuple[int, str]]] = defaultdict(list)
    patterns: list[str] = []
    phrases: list[_Phrase] = []
    for index, subject in enumerate(subjects):
        for identity in (*subject.accounts, *subject.handles):
            identities[identity.casefold()].append(index)
        for link in subject.links:
            host, prefix = _host_and_path(link)
            hosts[host].append((index, prefix))
        for kind, texts in (
            (Relation.NAME, subject.terms),
            (Relation.MENTION, tuple("@" + handle for handle in subject.handles)),
            (None, subject.exclusions),
        ):
            for text in texts:
                pattern = folded(text)
                patterns.append(pattern)
                phrases.append(_Phrase(index, kind, _has_no_edge(pattern[0]), _has_no_edge(pattern[-1])))
    return Watch(
        subjects=tuple(subjects),
        identities={key: tuple(dict.fromkeys(found)) for key, found in identities.items()},
        hosts={key: tuple(found) for key, found in hosts.items()},
        everything=tuple(index for index, subject in enumerate(subjects) if subject.everything),
        phrases=tuple(phrases),
        automaton=AhoCorasick(patterns) if patterns else None,
    )


def concerns(watched: Watch, post: Post) -> tuple[Concern, ...]:
    """Tell which subjects a post concerns, each once, by its strongest relation, in the subjects' order."""
    found = _by_words(watched, post.text)
    if watched.identities:
        _by_identity(watched, post, found)
    if watched.hosts and post.links:
        _by_link(watched, post.links, found)
    for index in watched.everything:
        found.setdefault(index, Relation.ALL)
    if not found:
        return ()
    return tuple(Concern(i, found[i], by_subject=found[i] is Relation.OWN) for i in sorted(found))


def concerns_many(watched: Watch, posts: Sequence[Post]) -> list[tuple[Concern, ...]]:
    """Do what `concerns` does for each post; the result does not depend on how posts are batched."""
    return [concerns(watched, post) for post in posts]


def _by_identity(watched: Watch, post: Post, found: dict[int, Relation]) -> None:
    """Let the relations that the network itself tells override what the words told."""
    of = watched.identities
    for mentioned in post.mentions:
        _keep(found, of.get(mentioned.casefold(), ()), Relation.MENTION)
    if post.quote_of_author:
        _keep(found, of.get(post.quote_of_author.casefold(), ()), Relation.QUOTE)
    if post.reply_to_author:
        _keep(found, of.get(post.reply_to_author.casefold(), ()), Relation.REPLY)
    own = of.get(post.author.casefold(), ())
    if post.handle:
        own += of.get(post.handle.lstrip("@").casefold(), ())
    _keep(found, own, Relation.OWN)


_STRENGTH = {relation: strength for strength, relation in enumerate(Relation)}


def _keep(found: dict[int, Relation], subjects: Iterable[int], relation: Relation) -> None:
    for index in subjects:
        present = found.get(index)
        if present is None or _STRENGTH[relation] < _STRENGTH[present]:
            found[index] = relation


def _by_link(watched: Watch, links: Sequence[str], found: dict[int, Relation]) -> None:
    for link in links:
        host, path = _host_and_path(link)
        for index, prefix in watched.hosts.get(host, ()):
            if path.startswith(prefix):
                _keep(found, (index,), Relation.LINK)


def _host_and_path(link: str) -> tuple[str, str]:
    """Split a link into its host without ``www.`` and the rest; a broken link has no host."""
    try:
        parts = urlsplit(link)
        host = parts.hostname or ""
    except ValueError:
        return "", ""
    rest = f"{parts.path.rstrip('/')}?{parts.query}" if parts.query else parts.path.rstrip("/")
    return host.removeprefix("www."), rest


def _by_words(watched: Watch, text: str) -> dict[int, Relation]:
    """Find handles and names as whole words; names only where no exclusion of the same subject stands."""
    if watched.automaton is None:
        return {}
    text = folded(text)
    hits = watched.automaton.find_matches_as_indexes(text, overlapping=True)
    if not hits:
        return {}
    found: dict[int, Relation] = {}
    excluded: set[int] = set()
    for pattern, start, end in hits:
        phrase = watched.phrases[pattern]
        if phrase.kind is Relation.MENTION:
            if _stands_as_handle(text, start, end):
                _keep(found, (phrase.subject,), Relation.MENTION)
        elif _stands_alone(text, start, end, phrase):
            if phrase.kind is None:
                excluded.add(phrase.subject)
            else:
                _keep(found, (phrase.subject,), Relation.NAME)
    return {i: relation for i, relation in found.items() if relation is not Relation.NAME or i not in excluded}


def _stands_alone(text: str, start: int, end: int, phrase: _Phrase) -> bool:
    left = phrase.bare_left or start == 0 or not _is_word(text[start - 1])
    return left and (phrase.bare_right or end == len(text) or not _is_word(text[end]))


def _stands_as_handle(text: str, start: int, end: int) -> bool:
    """Refuse ``x@handle`` (an address), ``@handle_2``, ``@handle.example`` and ``@handle@other.example``."""
    if start and (_is_word(text[start - 1]) or text[start - 1] in "@./"):
        return False
    if end == len(text):
        return True
    after = text[end]
    if _is_word(after):
        return False
    following = text[end + 1] if end + 1 < len(text) else " "
    return not (after in ".@-" and _is_word(following))


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_" or unicodedata.combining(character) != 0


def _has_no_edge(character: str) -> bool:
    """Tell whether a phrase ending in this character needs no word edge beside it."""
    code = ord(character)
    return not _is_word(character) or any(low <= code <= high for low, high in _UNSPACED)
