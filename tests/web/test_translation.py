"""The site in German: nothing that is said is without its translation, and a German page says nothing in English."""

from __future__ import annotations

import gettext
import hashlib
import html
import importlib.util
import re
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import trans_real

from amends.actions.answer import answer_ground, answer_message
from amends.actions.ask import ask
from amends.actions.decide_case import decide_case
from amends.actions.dismiss import dismiss
from amends.actions.duty import Owed
from amends.actions.forget_person import forget_person
from amends.actions.form_opinion import form_opinion
from amends.actions.hide import hide
from amends.actions.seal import seal
from amends.actions.take_back import take_back
from amends.actions.take_message import Written, take_message
from amends.actions.void_choice import void_choice
from amends.core.choice.preset import simple_majority
from amends.core.floor.wording import FORGOTTEN
from amends.core.vocabulary import DAY, HOUR, MINUTE, SECOND, Ground, Stance
from amends.store import models
from web import answer_story, pages_story, statement_story
from web.test_choice_pages import ASKED, PAGE, PROVE, at

NOW = pages_story.NOW
ROOT = Path(__file__).resolve().parents[2]
HOLDS = re.compile(r"%\(\w+\)s|\{\w*\}")
TOKENS = ["ab" * 32, "cd" * 32, "ef" * 32, "12" * 32, "34" * 32]

ENGLISH = re.compile(
    r"\b(the|of|and|you|your|is|are|not|it|to|with|this|that|by|for|from|has|have|said)\b", re.IGNORECASE
)
SAME = {
    "amends", "Menu", "Name", "Version", "Neutral", "neutral", "Feed", "Hash", "ledger/checkpoint", "ledger/key",
    "ledger/tile/…", "/desk/", "c2sp.org/tlog-tiles", "Bluesky", "Mastodon", "weblog", "Weblog", "GitHub",
    "Server", "UTC", "min", "Ines Marlow", "Maud Ferrant", "The free phone", "November",
}  # fmt: skip
"""What may stand alike in both languages: names, and the few words that the two share."""


def _messages():
    spec = importlib.util.spec_from_file_location("messages", ROOT / "docs" / "messages.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


messages = _messages()
CATALOGUES = {path.parent.parent.name: path for path in messages.catalogues()}


@pytest.fixture(scope="module", params=sorted(CATALOGUES))
def catalogue(request):
    path = CATALOGUES[request.param]
    return path, messages.read(path.read_text(encoding="utf-8"))


def test_every_language_but_english_has_a_catalogue():
    assert {code for code, _ in settings.LANGUAGES} == {*CATALOGUES, "en"}


def test_nothing_is_said_that_is_not_in_the_catalogue(catalogue):
    _, said = catalogue
    assert {key for key in said if key.text} == set(messages.gathered()), (
        "Run make messages, and translate what is new."
    )


def test_everything_is_translated_and_keeps_its_places(catalogue):
    _, said = catalogue
    wrong = [
        (key.text, told)
        for key, translated in said.items()
        if key.text
        for form, told in zip((key.text, key.plural), translated, strict=False)
        if not told.strip() or sorted(HOLDS.findall(form)) != sorted(HOLDS.findall(told))
    ]
    assert wrong == []
    assert all(len(told) == (2 if key.plural else 1) for key, told in said.items())


def test_markup_is_kept(catalogue):
    _, said = catalogue
    tags = re.compile(r"</?[a-z]+|href=\"[^\"]*\"|class=\"[^\"]*\"")
    wrong = [
        told
        for key, translated in said.items()
        for told in translated
        if sorted(tags.findall(key.text)) != sorted(tags.findall(told))
    ]
    assert wrong == []


def test_quotation_marks_are_those_of_the_language(catalogue):
    _, said = catalogue
    assert [told for key, forms in said.items() if key.text for told in forms if set("\"”'") & _spoken(told)] == []
    assert [told for forms in said.values() for told in forms if told.count("„") != told.count("“")] == []


def _spoken(text):
    return set(re.sub(r"<[^>]+>", "", text))


def test_what_is_read_at_run_time_is_what_was_written(catalogue):
    path, said = catalogue
    assert path.with_suffix(".mo").read_bytes() == messages.compiled(said), "Run make messages."
    with path.with_suffix(".mo").open("rb") as file:
        read = gettext.GNUTranslations(file)
    assert read.ngettext("entry", "entries", 2) == "Einträge"
    for key, forms in said.items():
        if not key.text:
            continue
        if key.plural:
            assert [read.ngettext(key.text, key.plural, number) for number in (1, 2)] == list(forms)
        else:
            told = read.pgettext(key.context, key.text) if key.context else read.gettext(key.text)
            assert told == forms[0]


def test_gathering_finds_each_kind_of_message():
    found = messages.gathered()
    for key in (
        messages.Key("The floor"),  # a template
        messages.Key('Closed <strong class="ink">%(when)s</strong>.'),  # a block of one
        messages.Key("entry", "entries"),  # a counted noun
        messages.Key("“{words}”", "", "a quotation"),  # a call with a context
        messages.Key("A storm was noticed."),  # a table of the core
        messages.Key("This code has expired. Ask for a new one."),  # what a deed raises
        messages.Key("{people} has objected so far.", "{people} have objected so far."),
    ):
        assert key in found, key


class Shown(HTMLParser):
    """Gathers what a page says itself, without what people wrote and what programs read."""

    OURS = ("aria-label", "alt", "placeholder", "data-right", "data-wrong", "data-gone", "data-alone", "data-unable")
    NOT_SAID = ("script", "style", "code")
    VOID = ("meta", "link", "input", "br", "use", "path", "rect", "circle", "img")

    def __init__(self, html):
        super().__init__()
        self.open, self.said, self.languages = [], [], []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if "lang" in given:
            self.languages.append(given["lang"])
        theirs = (
            tag == "bdi"
            or given.get("dir") == "auto"
            or given.get("translate") == "no"
            or (given.get("class") == "fp" or (tag != "html" and "lang" in given))
        )
        if tag not in self.VOID:
            self.open.append((tag, theirs or tag in self.NOT_SAID))
        if not theirs:
            self.said += [value for name, value in given.items() if name in self.OURS and value]

    def handle_endtag(self, tag):
        while tag not in self.VOID and self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        if not any(theirs for _, theirs in self.open) and re.search(r"[^\W\d_]{3}", data):
            self.said.append(" ".join(data.split()))


class Reader:
    """Reads pages in both languages, and notes what was asked of the catalogue and is not in it."""

    def __init__(self, client, known):
        self.client, self.known = client, known
        self.unknown, self.left = set(), {}

    def read(self, path, *, status=200, sent=None, theirs=()):
        answers = {code: self._answer(path, code, sent) for code in ("de", "en")}
        german, english = (Shown(answer.content.decode()) for answer in answers.values())
        assert answers["de"].status_code == status, path
        assert answers["de"]["Content-Language"] == "de"
        assert german.languages[0] == "de"
        assert not answers["de"].cookies
        alike = set(english.said)
        for text in german.said:
            own = text
            for words in sorted((*theirs, *SAME), key=len, reverse=True):
                own = own.replace(words, "")
            if ENGLISH.search(own) or (text in alike and re.search(r"[^\W\d_]{3}", own)):
                self.left.setdefault(path, []).append(text)
        return answers["de"].content.decode()

    def _answer(self, path, code, sent):
        headers = {"accept-language": code}
        return self.client.get(path, headers=headers) if sent is None else self.client.post(path, sent, headers=headers)

    def holds(self):
        assert self.left == {}
        assert self.unknown == set(), "These are said and not gathered: tell docs/messages.py where they stand."


@pytest.fixture
def reader(client, db, monkeypatch):
    said = messages.read(CATALOGUES["de"].read_text(encoding="utf-8"))
    keys = {(key.context, text) for key in said for text in (key.text, key.plural) if text}
    done = {told for forms in said.values() for told in forms}
    found = Reader(client, keys)
    ways = {"gettext": (-1, 0), "ngettext": (-1, 0), "pgettext": (0, 1)}
    for name, (context, text) in ways.items():
        real = getattr(trans_real, name)

        def noting(*asked, real=real, context=context, text=text):
            key = (asked[context] if context >= 0 else "", str(asked[text]))
            own = re.search(r"[^\W\d_]", HOLDS.sub("", key[1])) or key[0]
            if translation.get_language() == "de" and own and key not in keys and key[1] not in done:
                found.unknown.add(key)
            return real(*asked)

        monkeypatch.setattr(translation._trans, name, noting)
    return found


def test_the_check_itself_finds_what_is_left_in_english(reader, monkeypatch):
    from amends.web import words

    answer_story.case()
    monkeypatch.setattr(words, "people", lambda number: f"{number} people of the network")
    reader.read("/")
    assert reader.left["/"]
    monkeypatch.undo()


def test_the_first_pages(reader):
    reader.read("/")
    reader.read("/nothing/", status=404)
    reader.read("/ledger/")
    pages_story.subject()
    reader.read("/")
    reader.holds()


def test_a_case_with_its_voices_and_its_corrected_statement(reader):
    storm = pages_story.storm(public=True)
    statement_story.said()
    reader.read("/", theirs=[storm.title, "The phone I reviewed in the wrong place"])
    page = reader.read("/cases/7/", theirs=["The phone I reviewed in the wrong place"])
    assert "widersprechen" in page
    for path in ("/cases/7/statement/1/", "/cases/7/statement/2/", "/cases/7/statement/2/?changes=1"):
        reader.read(path, theirs=["The phone I reviewed in the wrong place"])
    for path in ("/cases/7/floor/", "/cases/7/say/", "/cases/7/ledger/", "/ledger/", "/ledger/entries/1/"):
        reader.read(path, theirs=["The phone I reviewed in the wrong place"])
    reader.holds()


def said_on_the_floor(number, words, **given):
    when = NOW - HOUR + number * SECOND
    erase = hashlib.sha256(bytes.fromhex(TOKENS[number - 1])).hexdigest()
    written = Written(
        name=f"Maud {number}", words=words, sender=str(number), made_at=when - MINUTE, erase_hash=erase,
        **{"stance": Stance.OBJECTS, **given},
    )  # fmt: skip
    return take_message(7, written, when).message


def test_the_floor_with_everything_that_can_become_of_a_message(reader):
    case = answer_story.case(life="open", asked_at=None, floor_closes_at=NOW + DAY)
    shown = said_on_the_floor(1, "Who mends it? You sold my evening.")
    held = said_on_the_floor(2, "Ring me: +49 30 901820.", stance=Stance.SUPPORTS)
    hidden = said_on_the_floor(3, "Something else, and short.", stance=Stance.QUESTIONS)
    gone = said_on_the_floor(4, "I take this back.", parent=1)
    assert held.state == models.Message.State.HELD
    hide(7, hidden.number, "slur", "Darin steht ein Name.", NOW - MINUTE)
    take_back(7, TOKENS[3], NOW - MINUTE)
    forgotten = said_on_the_floor(5, "Nobody shall know this.", email="maud@example.org")
    forget_person("email", "maud@example.org", NOW - MINUTE)
    paths = ["/cases/7/", "/cases/7/floor/", "/cases/7/floor/?order=group", "/cases/7/messages/1/"]
    paths += [f"/cases/7/receipts/{row.erase_hash}/" for row in (shown, held, hidden, gone, forgotten)]
    paths += [f"/cases/7/receipts/{row.erase_hash}/take-back/" for row in (shown, gone)]
    for path in paths:
        reader.read(path, theirs=["Darin steht ein Name.", "Maud"])
    assert models.Message.objects.get(pk=forgotten.pk).reason == FORGOTTEN
    floor = html.unescape(re.sub(r"<[^>]+>", "", reader.read("/cases/7/floor/", theirs=["Darin steht ein Name."])))
    assert "Ines Marlow hat hier um 23:47 Uhr eine Nachricht verborgen. Die Begründung: Darin steht ein" in floor
    assert "entfernt, weil das Gesetz es verlangt: Wer sie geschrieben hat, wollte vergessen werden. Wer" in floor
    answer_message(7, 1, "I hear you.", NOW - SECOND)
    models.Message.objects.filter(number=1).update(ground=Ground.ADS.value)
    answer_ground(7, Ground.ADS.value, "It was wrong.", NOW)
    for path in paths:
        reader.read(path, theirs=["Darin steht ein Name.", "Maud"])
    with transaction.atomic():
        seal(NOW)
    models.Memory.objects.create(kind="peer", where="Harbour", size=2, at=NOW - MINUTE)
    for path in [*paths, "/ledger/", "/ledger/entries/0/", "/cases/7/ledger/"]:
        reader.read(path, theirs=["Darin steht ein Name.", "Maud"])
    for sent in ({"words": ""}, {"words": "x", "name": ""}, {"words": "x", "name": "M", "website": "x"}):
        reader.read("/cases/7/say/", status=422, sent={"stance": "objects", "name": "M", **sent})
    reader.read("/cases/7/say/", status=413, sent={"words": "x" * 70_000})
    take_back_page = f"/cases/7/receipts/{shown.erase_hash}/take-back/"
    reader.read(take_back_page, status=403, sent={"token": "no"})
    models.Case.objects.filter(pk=case.pk).update(floor_closes_at=NOW - 1)
    reader.read("/cases/7/")
    reader.read("/cases/7/say/", status=409, sent={"words": "x", "name": "M"})
    reader.holds()


def test_a_vote_from_the_question_to_its_end(reader, client, monkeypatch):
    theirs = [option.words for option in ASKED.options] + [ASKED.words, "I take the review down", "it stays"]
    theirs += ["I ask again", "Es geht anders.", "An option was missing.", "I put it better now."]
    answer_story.case(life="open", asked_at=None)
    for number in range(5):
        person = models.Person.objects.create(key=f"p:{number}")
        models.Account.objects.create(network="bluesky", author=str(number), name=f"N{number}", person=person)
    from amends.actions.import_list import import_list

    import_list("Ines Marlow", "Letters", "\n".join(f"m{n}@example.org,2019-05-30" for n in range(5)), NOW - DAY)
    monkeypatch.setattr(settings, "EMAIL_BACKEND", "django.core.mail.backends.locmem.EmailBackend")
    ask(7, ASKED, NOW - HOUR)
    for path in ("/cases/7/", PAGE, PROVE, f"{PROVE}?mark=keep", "/cases/7/verdict/", "/feed.atom"):
        if path.endswith("atom"):
            continue
        reader.read(path, theirs=theirs)
    reader.read(PROVE, status=400, sent={"way": "email", "address": "nonsense"}, theirs=theirs)
    reader.read(PROVE, status=400, sent={"way": "magic"}, theirs=theirs)
    links = {}
    for way in ("nothing", "email", "phrase"):
        sent = {"way": way, "address": "m1@example.org", "mark": "keep"}
        links[way] = client.post(PROVE, sent)["Location"]
        reader.read(links[way], theirs=theirs)
    private = {way: link.partition("?")[0] for way, link in links.items()}
    reader.read(private["email"], status=400, sent={"press": "code", "code": "1"}, theirs=theirs)
    reader.read(private["nothing"], status=400, sent={"press": "cast"}, theirs=theirs)
    reader.read(private["nothing"], status=400, sent={"press": "cast", "mark": "else"}, theirs=[*theirs, "else"])
    client.post(private["nothing"], {"press": "cast", "mark": "keep", "reason": "Es geht anders."})
    reader.read(private["nothing"], theirs=theirs)
    reader.read(f"{private['nothing']}opinions/", theirs=theirs)
    with at(ASKED.closes_at):
        reader.read(private["nothing"], theirs=theirs)
        reader.read(PROVE, theirs=theirs)
        reader.read(private["nothing"], status=400, sent={"press": "cast", "mark": "keep"}, theirs=theirs)
    void_choice(7, 1, "An option was missing.", NOW)
    for path in ("/cases/7/", PAGE, PROVE, private["nothing"], "/cases/7/verdict/"):
        reader.read(path, theirs=theirs)
    reader.read("/vote/nobody/", status=404)
    reader.holds()


@pytest.mark.parametrize(
    ("by_option", "changes"),
    [
        (None, {}),
        ({"withdraw": 5, "keep": 9}, {}),
        ({"withdraw": 100, "label": 100}, {}),
        ({}, {}),
        (None, {"rule": simple_majority(300)}),
        (None, {"clusters": 90}),
    ],
)
def test_a_verdict_with_what_follows_from_it(reader, by_option, changes):
    answer_story.voted(by_option, **changes)
    theirs = ["Keep it, and name the gift in the", "first line", "They said it. I did it."]  # broken as a chart does
    question = models.Choice.objects.get().question
    theirs += [option["words"] for option in question["options"]] + [question["words"]]
    theirs += [one["words"].strip(".") for one in question["consequences"].values()]
    theirs += [words[:1].upper() + words[1:] for words in theirs]
    reader.read("/cases/7/verdict/", theirs=theirs)
    outcome = models.Choice.objects.get().verdict["outcome"]
    if outcome != "tie":
        owed = [Owed("Write it up", answer_story.CLOSES + HOUR), Owed("Say so", None)]
        decide_case(7, "rule", "They said it. I did it.", "Because.", owed, NOW - HOUR)
    for path in ("/", "/cases/7/", "/cases/7/verdict/"):
        reader.read(path, theirs=theirs)
    reader.holds()


def test_the_map_of_opinions(reader):
    who = answer_story.network(60)
    case = answer_story.case()
    answer_story.ask(case, answer_story.question_of(who), who)
    theirs = [option.words for option in answer_story.question_of(who).options]
    kept = answer_story.floor(case, [f"Satz {number}." for number in range(10)])
    reader.read("/cases/7/map/", theirs=theirs)
    link = answer_story.link(models.Choice.objects.get(), who.members[0])
    form_opinion(link, 1, 1, NOW)
    reader.read(f"/vote/{link}/opinions/", theirs=[*theirs, "Satz"])
    reader.read("/cases/7/messages/1/opinion/", status=400, sent={"token": link, "value": "7"})
    reader.read("/cases/7/map/", theirs=theirs)
    models.Opinion.objects.all().delete()
    answer_story.opinions(kept, who.members, lambda at, place: 1 if (place > 6 or at < 36) else -1)
    page = reader.read("/cases/7/map/", theirs=theirs)
    assert "Zwei Gruppen" in page
    reader.holds()


def test_endings_without_a_vote(reader):
    answer_story.case(life="acknowledged", opened_at=None, asked_at=None)
    dismiss(7, "I never had that phone.", NOW, openly=True)
    headline = models.Decision.objects.get().headline
    for path in ("/", "/cases/7/", "/cases/7/verdict/", "/ledger/"):
        reader.read(path, theirs=[headline])
    reader.holds()


def test_feeds_are_told_in_german(client, db):
    answer_story.case(life="noticed", opened_at=None, asked_at=None, acknowledged_at=None)
    statement_story.said()
    german = {"accept-language": "de-AT"}
    atom = client.get("/cases/7/feed.atom", headers=german).content.decode()
    assert 'xml:lang="de"' in atom
    assert "Version 1 der Stellungnahme" in atom
    json = client.get("/feed.json", headers=german).json()
    assert (json["language"], json["title"]) == ("de", "Alle Fälle")
    assert any("antwortet bis Freitag, 13. März, 00:48\u00a0Uhr." in item["title"] for item in json["items"])
