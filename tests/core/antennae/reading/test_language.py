from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amends.core.antennae.reading.language import LANGUAGES, identify
from amends.core.antennae.reading.language_names import LANGUAGE_NAMES
from amends.core.antennae.reading.words import own_words, tokens

POSTS = [
    json.loads(line) for line in (Path(__file__).parent / "languages.jsonl").read_text(encoding="utf-8").splitlines()
]
"""Short posts written for this project, eight a language; benchmarks/language_quality.py measures on them."""


def told(text: str, known: float = 0.0) -> str:
    own = own_words(text)
    return identify(own, set(tokens(own)), known)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Nobody asked us and this is not what we signed up for."),
        ("es", "Nadie nos ha preguntado y esto no es lo que queríamos."),
        ("fr", "Personne ne nous a demandé et ce n'est pas pour cela que je suis ici."),
        ("de", "Niemand hat uns gefragt und das ist nicht in Ordnung."),
        ("pt", "Ninguém nos perguntou e isso não é o que você prometeu."),
        ("it", "Nessuno ci ha chiesto niente e questo non è giusto per gli altri."),
        ("nl", "Niemand heeft ons iets gevraagd en dat is niet goed voor de mensen."),
        ("sv", "Ingen har frågat oss och det är inte vad jag ville."),
        ("fi", "Kukaan ei ole kysynyt meiltä ja se on väärin, mutta niin kai se nyt on."),
        ("pl", "Nikt nas nie pytał i to jest nie w porządku, bo się o tym nie mówi."),
        ("tr", "Bize kimse sormadı ve bu çok kötü bir şey ama ne yapalım."),
        ("id", "Tidak ada yang bertanya kepada kami dan ini tidak baik untuk kita."),
        ("cs", "Nikdo se nás na to nezeptal a to je špatně, ale co s tím."),
        ("hu", "Senki nem kérdezett meg minket, és ez nem volt szép, hogy így van."),
        ("ro", "Nimeni nu ne-a întrebat și asta nu este ce am vrut să fie."),
        ("ru", "Нас никто не спросил."),
        ("uk", "Нас ніхто не питав, і це погано."),
        ("el", "Κανείς δεν μας ρώτησε."),
        ("he", "אף אחד לא שאל אותנו"),
        ("ar", "لم يسألنا أحد"),
        ("th", "ไม่มีใครถามเรา"),
        ("hi", "किसी ने हमसे नहीं पूछा"),
        ("ja", "誰も私たちに聞かなかった"),
        ("zh", "没有人问过我们"),
        ("ko", "아무도 우리에게 묻지 않았다"),
        ("und", "10/10"),
        ("und", "😂😂😂"),
        ("und", "https://example.org"),
        ("mis", "Zxqv brrt plonk"),
    ],
)
def test_sentences_are_told_apart(language: str, text: str) -> None:
    assert told(text) == language


def test_the_short_posts_are_of_many_languages_and_eight_each() -> None:
    sizes = Counter(post["language"] for post in POSTS)
    assert len(sizes) >= 50
    assert set(sizes.values()) == {8}
    assert len({post["text"] for post in POSTS}) == len(POSTS)


def test_most_short_posts_are_told_apart_and_hardly_any_passes_for_english() -> None:
    answers = [(post["language"], told(post["text"], known=1.0 if post["language"] == "en" else 0.0)) for post in POSTS]
    right = Counter(language for language, answer in answers if answer == language)
    assert sum(right.values()) >= 0.94 * len(POSTS)
    assert [language for language in {language for language, _ in answers} if right[language] < 5] == []
    assert sum(answer == "en" for language, answer in answers if language != "en") <= 2


def test_every_language_that_is_told_has_a_name() -> None:
    assert LANGUAGES - {"und", "mis"} == set(LANGUAGE_NAMES)


def test_a_post_without_letters_is_of_no_language() -> None:
    assert told("🎉🎉 10/10 https://example.org") == "und"


def test_few_english_words_are_told_by_the_dictionary() -> None:
    assert told("great product", known=1.0) == "en"
    assert told("great product", known=0.2) == "und"


def test_a_foreign_word_in_an_english_post_changes_nothing() -> None:
    assert told("The word for this is Schadenfreude and you know it", known=0.9) == "en"


@settings(deadline=None)
@given(st.text(max_size=200), st.floats(0, 1))
def test_every_answer_is_one_of_the_languages(text: str, known: float) -> None:
    assert told(text, known) in LANGUAGES
