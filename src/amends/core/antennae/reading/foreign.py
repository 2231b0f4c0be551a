"""The likeliest of some languages, by the letters of a post: py3langid's model, kept to the languages asked about."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

from py3langid.langid import MODEL_FILE, LanguageIdentifier

if TYPE_CHECKING:
    from collections.abc import Sequence

_ALSO: Final = {"no": ("nn",)}
"""What the model tells apart and nobody here has to: Norwegian in its two written forms."""


@cache
def _whole() -> LanguageIdentifier:
    """Read the model out of its package: most of a second and 85 MB, once, when the first post needs it."""
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


@cache
def _among(languages: tuple[str, ...]) -> LanguageIdentifier:
    whole = _whole()
    made = LanguageIdentifier(
        whole.nb_ptc,
        whole.nb_pc,
        whole.nb_classes,
        whole.tk_nextmove,
        whole.tk_output,
        norm_probs=True,
        tk_row=whole.tk_row,
    )
    made.set_languages([form for one in languages for form in (one, *_ALSO.get(one, ()))])
    return made


def likeliest(text: str, languages: Sequence[str]) -> tuple[str, float]:
    """Return the likeliest of these languages (ISO 639-1 codes) and its chance among them, 0 to 1.

    Where a text is broken into lines, and what blanks stand around it, says nothing.

    >>> language, chance = likeliest("Niemand hat uns gefragt.", ("en", "de", "nl"))
    >>> language, chance > 0.9
    ('de', True)
    """
    ranked = dict(_among(tuple(languages)).rank(" ".join(text.split())))
    chances = {one: sum(ranked.get(form, 0.0) for form in (one, *_ALSO.get(one, ()))) for one in languages}
    best = max(chances, key=chances.__getitem__)
    return best, chances[best]
