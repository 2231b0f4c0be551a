"""Whatever people write, it is shown as they wrote it, and nothing of it runs."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

import pytest

from amends.core.vocabulary import HOUR, MINUTE, Stance
from amends.store import models
from amends.store.rows import storable
from amends.web import voices
from amends.web.words import safe_link
from web import pages_story


class Watcher(HTMLParser):
    """Notes every element and attribute that could run something or lead somewhere."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.scripts, self.handlers, self.links, self.strange = [], [], [], []
        self.text = []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "script":
            self.scripts.append(given.get("src", "inline"))
        if tag in ("iframe", "object", "embed", "img", "video", "audio", "base", "style", "math", "input", "form"):
            self.strange += [] if ours(tag, given) else [tag]
        self.handlers += [name for name in given if name.startswith("on") or name in {"style", "srcdoc"}]
        self.links += [given[name] for name in ("href", "src", "action", "xlink:href") if given.get(name)]

    def handle_data(self, data):
        self.text.append(data)


def ours(tag, given):
    """Know the one form that stands beside a voice, and what it carries unseen."""
    if tag == "form":
        return re.fullmatch(r"/desk/readings/\d+/correct/", given.get("action", "")) is not None
    return tag == "input" and given.get("type") == "hidden" and given.get("name") in {"csrfmiddlewaretoken", "back"}


def payloads(shared_data):
    for name in ("xss_strings", "dompurify", "blns"):
        for line in (shared_data / "badinput" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
            given = json.loads(line)
            text = given.get("text") or given.get("payload") or ""
            if isinstance(text, str) and text.strip():
                yield storable(text)


def watched(html):
    watcher = Watcher()
    watcher.feed(html)
    watcher.close()
    return watcher


def checked(html):
    seen = watched(html)
    assert all(src.startswith("/static/") for src in seen.scripts)
    assert not seen.handlers
    assert not seen.strange
    for link in seen.links:
        assert link.startswith(("/", "#", "?", "http://", "https://"))
    return "".join(seen.text)


def tell(case, texts, *, urls=()):
    """Let each text be somebody's words and name in a case."""
    teller = pages_story.Teller(case.subject, models.Source.objects.create(name="s", kind="jsonl", address="/"))
    accounts = teller.crowd([f"p{number}" for number in range(len(texts))])
    for number, (account, text) in enumerate(zip(accounts, texts, strict=True)):
        url = urls[number] if urls else text
        at = case.began_at + number * MINUTE // 60
        teller.say(account, text, Stance.OBJECTS, at, grounds=("ads",), url=url[:2000])
    teller.keep()
    pages_story.gather(case)
    told = list(case.voices.select_related("said__post"))
    for voice in told:
        voice.name = storable(voice.said.post.text)[:200]
    models.Voice.objects.bulk_update(told, ["name"], batch_size=200)


@pytest.fixture
def case(db, evening):
    return models.Case.objects.create(
        number=7, subject=pages_story.subject(), title="<script>alert(1)</script>", noticed_at=evening - HOUR,
        began_at=evening - 2 * HOUR, public=True,
    )  # fmt: skip


@pytest.mark.shared_data
def test_nothing_that_people_write_runs(desk, case, shared_data, monkeypatch):
    monkeypatch.setattr(voices, "A_PAGE", 500)
    texts = list(dict.fromkeys(payloads(shared_data)))
    assert len(texts) > 2000
    tell(case, texts)
    shown = ""
    for number in range(1, len(texts) // 500 + 2):
        shown += checked(desk.get(f"/desk/voices/?page={number}").content.decode())
    shown = shown.replace("\r", "\n")
    assert not [text for text in texts if text.replace("\r", "\n").strip() not in shown]
    for path in ("/desk/", "/", "/cases/7/"):
        checked(desk.get(path).content.decode())


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "javascript:alert(1)",
        "{{ 7|add:7 }}{% now 'Y' %}",
        "\u202egnp.exe", "ﷺ" * 500, "a" * 5000, "e" + "\u0301" * 3000, "<hx-partial hx-target='body'>x</hx-partial>",
        "</textarea></title><svg/onload=alert(1)>",
    ],
)  # fmt: skip
def test_hostile_words_are_only_words(desk, case, text):
    tell(case, [text])
    shown = checked(desk.get("/desk/voices/").content.decode())
    assert text in shown
    for path in ("/desk/", "/cases/7/", "/desk/news/?case=7&seen=0"):
        checked(desk.get(path).content.decode())


def test_only_addresses_of_the_web_become_links(desk, case):
    urls = ["javascript:alert(1)", "https://good.example/1", "data:text/html,x", "HTTP://good.example/2", "//x.example"]
    tell(case, [f"words {number}" for number in range(len(urls))], urls=urls)
    links = watched(desk.get("/desk/voices/").content.decode()).links
    away = [link for link in links if "example" in link or ":" in link]
    assert away == [url for url in urls if safe_link(url)]
    assert away == ["https://good.example/1", "HTTP://good.example/2"]


def test_a_name_in_any_script_is_set_in_its_own_direction(desk, case):
    tell(case, ["هذا ليس ما أتابعك من أجله"])
    html = desk.get("/desk/voices/").content.decode()
    assert '<b dir="auto">هذا' in html
    assert '<p class="said" dir="auto">هذا' in html
