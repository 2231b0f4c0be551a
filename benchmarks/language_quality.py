"""How well languages are told: `python benchmarks/language_quality.py` prints the tables of benchmarks/README.md.

The short posts (tests/core/antennae/reading/languages.jsonl) were written by one hand for this purpose, eight a
language, before any detector had read them; they say the same eight things in each. The line from which on another
language is believed was set on English posts alone. Detectors that are installed are printed beside ours.
"""

from __future__ import annotations

import csv
import json
import time
from collections import Counter
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from shared_data import folder

from amends.core.antennae.reading.language_names import LANGUAGE_NAMES
from amends.engine.packaged_reader import load

POSTS = Path(__file__).resolve().parent.parent / "tests" / "core" / "antennae" / "reading" / "languages.jsonl"
SAME = {"nn": "no", "nb": "no", "zh-cn": "zh", "zh-tw": "zh", "fil": "tl", "iw": "he"}

Tells = Callable[[str], str]


def peers() -> dict[str, Tells]:
    """Return the detectors that are installed, by name and version-free."""
    made: dict[str, Tells] = {"dummy: always English": lambda _text: "en"}
    if find_spec("langdetect"):
        made["langdetect"] = langdetect()
    if find_spec("eld"):
        detector = import_module("eld").LanguageDetector()
        made["eld"] = lambda text: detector.detect(text).language or "und"
    if find_spec("pycld2"):
        cld2 = import_module("pycld2")
        made["cld2"] = lambda text: cld2.detect(text)[2][0][1]
    if find_spec("lingua"):
        lingua = import_module("lingua").LanguageDetectorBuilder.from_all_languages().build()
        made["lingua"] = lambda text: lingua.detect_language_of(text).iso_code_639_1.name.lower()
    made["py3langid, all its languages"] = import_module("py3langid").langid.classify
    classify = made["py3langid, all its languages"]
    made["py3langid, all its languages"] = lambda text: classify(text)[0]
    return made


def langdetect() -> Tells:
    package = import_module("langdetect")
    package.DetectorFactory.seed = 0

    def told(text: str) -> str:
        try:
            return str(package.detect(text))
        except package.LangDetectException:
            return "und"

    return told


def measured(name: str, want: list[str], texts: list[str], tell: Callable[[list[str]], list[str]]) -> list[str]:
    tell(texts)  # what is loaded when it is first asked does not count
    began = time.process_time()
    told = [SAME.get(code, code) for code in tell(texts)]
    speed = len(texts) / (time.process_time() - began + 1e-9)
    right = Counter(w for w, t in zip(want, told, strict=True) if w == t)
    english = sum(t == "en" for w, t in zip(want, told, strict=True) if w != "en")
    whole = sum(right[code] >= 7 for code in set(want))
    cells = (f"{sum(right.values()) / len(want):.1%}", f"{whole} of {len(set(want))}", f"{english}", f"{speed:,.0f}")
    print(f"| {name} | {' | '.join(cells)} |")
    return told


def english_posts() -> dict[str, list[str]]:
    with (folder("airline-sentiment-2015") / "tweets.csv").open(encoding="utf-8", newline="") as file:
        found = {"airline tweets": [row["text"] for row in csv.DictReader(file)]}
    tweets = sorted(folder("reading").glob("tweeteval/*/*_text.txt"))
    found["TweetEval"] = [text for path in tweets for text in path.read_text(encoding="utf-8").rstrip("\n").split("\n")]
    threads = [*folder("controversies").glob("*.jsonl"), *folder("controversies-wide").glob("*.jsonl")]
    lines = [line for path in sorted(threads) for line in path.read_text(encoding="utf-8").splitlines()]
    found["GitHub threads"] = [json.loads(line)["text"] for line in lines]
    return found


def main() -> None:
    posts = [json.loads(line) for line in POSTS.read_text(encoding="utf-8").splitlines()]
    want, texts = [post["language"] for post in posts], [post["text"] for post in posts]
    reader = load()
    print(f"{len(posts)} posts in {len(set(want))} languages.\n")
    print("| detector | right | languages with 7 or 8 of 8 right | others told as English | posts/s |")
    print("|---|---|---|---|---|")
    for name, tell in peers().items():
        measured(name, want, texts, lambda all_of_them, one=tell: [one(text) for text in all_of_them])
    told = measured("amends", want, texts, lambda all_of_them: [one.language for one in reader.read_many(all_of_them)])
    confused = Counter((w, t) for w, t in zip(want, told, strict=True) if w != t)
    named = LANGUAGE_NAMES | {"und": "not sure", "mis": "some other language"}
    pairs = (f"{named[w]} as {named[t]} {times}" for (w, t), times in confused.most_common())
    print(f"\nConfused: {', '.join(pairs)}.")
    unread = [one.unread for one in reader.read_many(texts)]
    foreign = [flag for flag, code in zip(unread, want, strict=True) if code != "en"]
    print(f"\nNot English and told unread: {sum(foreign)} of {len(foreign)}. ", end="")
    print(f"English and told unread: {sum(unread) - sum(foreign)} of {want.count('en')}.\n")
    print("| English posts | number | told unread | not sure |")
    print("|---|---|---|---|")
    for name, english in english_posts().items():
        readings = reader.read_many(english)
        unsure = sum(one.language == "und" for one in readings)
        print(f"| {name} | {len(english):,} | {sum(one.unread for one in readings)} | {unsure} |")


if __name__ == "__main__":
    main()
