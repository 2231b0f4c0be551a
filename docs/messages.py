"""Gathers what the public pages say, for those who translate it, and compiles what they wrote: ``make messages``.

It needs no GNU gettext. Messages are in the templates, in calls of gettext beside them, in the tables of sentences that
the core keeps (which knows no translation), and in what the deeds behind public forms refuse. A test holds every
catalogue beside what is gathered here, so that no sentence is added without its translation.
"""

from __future__ import annotations

import ast
import re
import struct
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from importlib import import_module
from pathlib import Path

from django.utils.translation.template import templatize

SOURCE = Path(__file__).resolve().parent.parent / "src" / "amends"
LOCALE = SOURCE / "web" / "locale"

TABLES = (
    ("core.vocabulary", ("GROUND_TITLES",), None),
    ("core.antennae.reading.language_names", ("LANGUAGE_NAMES",), None),
    ("core.floor.wording", ("RULES", "STUBS", "FORGOTTEN"), None),
    ("core.floor.receipt", ("RECEIPTS",), None),
    ("core.floor.account", ("RECEIVED", "PARTS"), None),
    ("core.ledger.entry", ("TYPES",), None),
    ("core.choice.sentences", None, None),
    ("connectors.sign_in.trouble", ("TROUBLES",), None),
    ("web.words", ("SMALL",), "BEGINS"),
)
"""Modules whose values are said on pages, the names of these values (all of them, where none is named), and the name of
what tells them from like words."""

DEEDS = (
    "cast", "claim_message", "export_case", "form_opinion", "hand_receipt", "keep_passkey", "line", "link_people",
    "prove", "take_back", "take_message",
)  # fmt: skip
"""The deeds behind public forms: what they raise is shown."""

MAILED = ("mail.py", "letters.py")
"""What of the worker writes to people, in their language."""

PLAIN = {"gettext", "gettext_noop", "gettext_lazy", "_"}
COUNTED = {"ngettext", "ngettext_lazy"}
_TEXT = r"u?(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")"
_CALL = re.compile(rf"\b(_|n?p?gettext)\(\s*({_TEXT}(?:\s*,\s*{_TEXT})*)", re.DOTALL)
_PLACE = re.compile(r"\{[^}]*\}")


@dataclass(frozen=True, slots=True)
class Key:
    """What a translation is found by: a text, the plural of a counted one, and what tells it from a like text."""

    text: str
    plural: str = ""
    context: str = ""

    @property
    def packed(self) -> str:
        """Return the key as a compiled catalogue holds it."""
        before = f"{self.context}\x04" if self.context else ""
        return before + self.text + (f"\0{self.plural}" if self.plural else "")


def gathered() -> dict[Key, list[str]]:
    """Gather every message, with the files it stands in."""
    found: dict[Key, list[str]] = {}
    for where, key in [*_templates(), *_calls(), *_tables(), *_refusals()]:
        has_words = key.context or re.search(r"[^\W\d_]", _PLACE.sub("", key.text))
        if has_words and where not in found.setdefault(key, []):
            found[key].append(where)
    # A noun that is counted somewhere may be said alone elsewhere: a catalogue finds both by the same text.
    plurals = {(key.text, key.context) for key in found if key.plural}
    return {key: where for key, where in found.items() if key.plural or (key.text, key.context) not in plurals}


def _named(path: Path) -> str:
    return path.relative_to(SOURCE).as_posix()


def _templates() -> Iterator[tuple[str, Key]]:
    for path in sorted((SOURCE / "web" / "templates").rglob("*.html")):
        text = path.read_text(encoding="utf-8")
        for call, given in _CALL.findall(templatize(text)):
            texts = [ast.literal_eval(one) for one in re.findall(_TEXT, given)]
            context = texts.pop(0) if "p" in call else ""
            yield _named(path), Key(texts[0], texts[1] if call.startswith("n") else "", context)
        for noun, many in re.findall(r'\|counted:"([^",]+)(?:,([^"]+))?"', text):
            yield _named(path), Key(noun, many or f"{noun}s")


def _calls() -> Iterator[tuple[str, Key]]:
    for path in [*sorted((SOURCE / "web").rglob("*.py")), *((SOURCE / "worker" / name) for name in MAILED)]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and (key := _key(node)) is not None:
                yield _named(path), key


def _key(call: ast.Call) -> Key | None:
    """Return what a call of gettext, or of one of its kin, asks for; nothing where it is no text but a name."""
    name = ast.unparse(call.func).rpartition(".")[2]
    texts = [node.value if isinstance(node, ast.Constant) else None for node in call.args]
    said = [text for text in texts if isinstance(text, str)]
    if name in PLAIN and len(said) == 1:
        return Key(said[0])
    if name in COUNTED and len(said) == 2:
        return Key(*said)
    if name == "pgettext" and len(said) == 2:
        return Key(said[1], "", said[0])
    if ast.unparse(call.func) == "words.count" and said:
        return Key(said[0], said[1] if len(said) == 2 else f"{said[0]}s")
    return None


def _tables() -> Iterator[tuple[str, Key]]:
    for name, values, context in TABLES:
        module = import_module(f"amends.{name}")
        told = getattr(module, context) if context else ""
        for value in values or [one for one in vars(module) if one.isupper()]:
            for text in _texts(getattr(module, value)):
                yield f"{name.replace('.', '/')}.py", Key(text, "", told)


def _texts(value: object) -> Iterator[str]:
    """Find every text in a value; of a pair, whose first part is a name, the last one."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _texts(one)
    elif is_dataclass(value):
        for field in fields(value):
            yield from _texts(getattr(value, field.name))
    elif isinstance(value, tuple):
        named = len(value) == 2 and str(value[0]).isidentifier()
        for one in value[1:] if named else value:
            yield from _texts(one)


def _refusals() -> Iterator[tuple[str, Key]]:
    """Find the errors that deeds make, and the sentences they keep as constants; reading them asks for no settings."""
    for path in (SOURCE / "actions" / f"{deed}.py" for deed in DEEDS):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        kept = [node.value for node in tree.body if isinstance(node, ast.AnnAssign)]
        made = [node.args[0] for node in ast.walk(tree) if isinstance(node, ast.Call) and node.args and _is_error(node)]
        for node in (*kept, *made):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and re.match(r"[A-Z].* ", node.value):
                yield _named(path), Key(node.value)


def _is_error(call: ast.Call) -> bool:
    name = ast.unparse(call.func)
    return name == "super().__init__" or name.rpartition(".")[2][:1].isupper()


def read(text: str) -> dict[Key, tuple[str, ...]]:
    """Read a catalogue (GNU gettext's PO): each key with its translations; the header stands under an empty key.

    Raises ``ValueError`` for a translation that is marked as fuzzy, and for a key that stands twice.
    """
    found: dict[Key, tuple[str, ...]] = {}
    for block in re.split(r"\n\s*\n", text):
        lines = [line for line in block.splitlines() if line.strip()]
        if any(line.startswith("#,") and "fuzzy" in line for line in lines):
            raise ValueError(f"A translation is not sure of itself: {block}")
        parts: dict[str, str] = {}
        name = ""
        for line in lines:
            if line.startswith("#"):
                continue
            if not line.startswith('"'):
                name = line.partition(" ")[0]
                parts[name] = ""
            parts[name] += ast.literal_eval(line.removeprefix(f"{name} "))
        if not parts:
            continue
        key = Key(parts["msgid"], parts.get("msgid_plural", ""), parts.get("msgctxt", ""))
        if key in found:
            raise ValueError(f"“{key.text}” stands twice.")
        found[key] = tuple(said for name, said in parts.items() if name.startswith("msgstr"))
    return found


def written(catalogue: Mapping[Key, tuple[str, ...]], places: Mapping[Key, list[str]]) -> str:
    """Write a catalogue, with the files in which each message stands; what has no translation yet gets an empty one."""
    header = catalogue[Key("")][0]
    blocks = ['msgid ""\nmsgstr ""\n' + "\n".join(_quoted(line) for line in header.splitlines(keepends=True))]
    for key, where in places.items():
        said = catalogue.get(key, ("", "") if key.plural else ("",))
        lines = [f"#: {place}" for place in where]
        lines += [f"msgctxt {_quoted(key.context)}"] if key.context else []
        lines.append(f"msgid {_quoted(key.text)}")
        if key.plural:
            lines.append(f"msgid_plural {_quoted(key.plural)}")
            lines += [f"msgstr[{number}] {_quoted(one)}" for number, one in enumerate(said)]
        else:
            lines.append(f"msgstr {_quoted(said[0])}")
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks) + "\n"


def _quoted(text: str) -> str:
    for plain, escaped in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n")):
        text = text.replace(plain, escaped)
    return f'"{text}"'


def compiled(catalogue: Mapping[Key, tuple[str, ...]]) -> bytes:
    """Return a catalogue as GNU gettext's MO, which is what is read at run time; empty translations are left out."""
    pairs = sorted((key.packed.encode(), "\0".join(said).encode()) for key, said in catalogue.items() if all(said))
    tables = 28, 28 + 8 * len(pairs)
    at = 28 + 16 * len(pairs)
    lengths: list[int] = []
    for texts in zip(*pairs, strict=True):
        for text in texts:
            lengths += [len(text), at]
            at += len(text) + 1
    head = struct.pack("<7I", 0x950412DE, 0, len(pairs), *tables, 0, at)
    body = b"".join(text + b"\0" for texts in zip(*pairs, strict=True) for text in texts)
    return head + struct.pack(f"<{len(lengths)}I", *lengths) + body


def catalogues() -> Iterable[Path]:
    """List the catalogues: one for each language besides English."""
    return sorted(LOCALE.glob("*/LC_MESSAGES/django.po"))


def main() -> None:
    """Bring every catalogue up to date, compile it, and say what is still to be translated."""
    places = gathered()
    for path in catalogues():
        catalogue = read(path.read_text(encoding="utf-8"))
        path.write_text(written(catalogue, places), encoding="utf-8")
        catalogue = read(path.read_text(encoding="utf-8"))
        path.with_suffix(".mo").write_bytes(compiled(catalogue))
        empty = sum(not all(said) for said in catalogue.values())
        print(f"{path.parent.parent.name}: {len(catalogue) - 1} messages, {empty} of them to be translated")


if __name__ == "__main__":
    main()
