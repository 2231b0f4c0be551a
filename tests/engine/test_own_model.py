"""The owner's own model, tested against a small server of this test's own on 127.0.0.1: no language model is asked."""

from __future__ import annotations

import json
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.core.vocabulary import STANCES, Ground, Reading, Stance
from amends.engine.own_model import LARGEST, SCHEMA, OwnModel, chances, own_model

FIRST = Reading(Stance.NEUTRAL, (0.4, 0.1, 0.1, 0.4), 0, (), "en", "fast-1/00000000")
GOOD = {"stance": "objects", "heat": 2, "sure": 0.9, "grounds": ["trust", "ads"]}


def saying(content: str) -> bytes:
    return json.dumps({"choices": [{"message": {"role": "assistant", "content": content}}], "usage": {}}).encode()


class Model:
    """What the server answers next, and what it was asked."""

    def __init__(self) -> None:
        self.answer: bytes = saying(json.dumps(GOOD))
        self.status, self.pause, self.trickle = 200, 0.0, 0.0
        self.asked: list[dict] = []
        self.headers: list[dict[str, str]] = []
        self.address = ""

    def reader(self, **more) -> OwnModel:
        return OwnModel(self.address, "small-model", **more)


@pytest.fixture
def model():
    told = Model()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            told.headers.append(dict(self.headers))
            told.asked.append({"path": self.path, **json.loads(self.rfile.read(int(self.headers["Content-Length"])))})
            time.sleep(told.pause)
            self.send_response(told.status)
            if told.status == 302:
                self.send_header("Location", told.address)
            self.send_header("Content-Length", str(len(told.answer)))
            self.end_headers()
            try:
                for at in range(0, len(told.answer), 20 if told.trickle else 10**9):
                    self.wfile.write(told.answer[at : at + (20 if told.trickle else 10**9)])
                    time.sleep(told.trickle)
            except OSError:
                pass  # whoever asked has hung up

        def log_message(self, *_args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    told.address = f"http://127.0.0.1:{server.server_port}/v1"
    yield told
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_verdict_becomes_a_reading_that_names_the_model(model):
    (reading,) = model.reader().again(["You lied."], [FIRST])
    assert reading.reader == "own/small-model"
    assert (reading.stance, reading.heat, reading.language) == (Stance.OBJECTS, 2, "en")
    assert reading.grounds == (Ground.TRUST, Ground.ADS)
    assert reading.objection == 0.9
    assert sum(reading.p) == pytest.approx(1)


def test_it_is_asked_for_a_verdict_on_the_authors_own_words_and_for_nothing_else(model):
    model.reader(key="a token").again(["You lied.\n> they said so"], [FIRST])
    (asked,) = model.asked
    assert asked["path"] == "/v1/chat/completions"
    assert asked["model"] == "small-model"
    assert asked["temperature"] == 0
    assert asked["response_format"]["json_schema"]["strict"] is True
    assert json.loads(asked["messages"][1]["content"]) == {"post": "You lied.\n"}
    assert model.headers[0]["Authorization"] == "Bearer a token"
    assert "subject" not in json.dumps(asked["messages"][1])


def test_the_schema_it_is_given_allows_what_is_taken_and_no_more():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.validate(GOOD, SCHEMA)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(GOOD | {"reply": "Dear critic"}, SCHEMA)


@pytest.mark.parametrize(
    "content",
    [
        "I think this post objects.",
        "```json\n" + json.dumps(GOOD) + "\n```",
        json.dumps(GOOD | {"reply": "Dear critic, you are wrong."}),
        json.dumps(GOOD | {"stance": "attacks"}),
        json.dumps(GOOD | {"heat": 4}),
        json.dumps(GOOD | {"heat": 1.5}),
        json.dumps(GOOD | {"sure": 1.01}),
        json.dumps(GOOD | {"sure": None}),
        json.dumps(GOOD | {"grounds": ["envy"]}),
        json.dumps({"stance": "objects"}),
        json.dumps([GOOD]),
        "[" * 100_000,
        "",
    ],
)
def test_whatever_is_no_verdict_leaves_the_first_reading(model, content):
    model.answer = saying(content)
    (reading,) = model.reader().again(["You lied."], [FIRST])
    assert reading.p == FIRST.p
    assert reading.stance is FIRST.stance
    assert reading.reader == "fast-1/00000000, asked in vain"


@pytest.mark.parametrize("answer", [b"", b"<html>", b'{"choices": []}', b'{"choices": [{"message": {}}]}', b"\xff\xfe"])
def test_whatever_is_no_answer_leaves_the_first_reading(model, answer):
    model.answer = answer
    assert model.reader().again(["You lied."], [FIRST])[0].p == FIRST.p


def test_an_answer_beyond_all_measure_is_not_read_to_its_end(model):
    model.answer = saying(json.dumps(GOOD) + " " * LARGEST)
    assert model.reader().again(["You lied."], [FIRST])[0].p == FIRST.p


@pytest.mark.parametrize("status", [302, 401, 404, 500])
def test_a_server_that_refuses_is_an_error_where_nothing_was_answered(model, status):
    model.status = status
    with pytest.raises(OSError, match=f"status {status}"):
        model.reader().again(["You lied."], [FIRST])
    assert len(model.asked) == 1, "no redirect is followed"


def test_whoever_takes_too_long_is_left(model):
    model.pause = 1.0
    began = time.monotonic()
    with pytest.raises(TimeoutError):
        model.reader(limit=0.15).again(["You lied."], [FIRST])
    assert time.monotonic() - began < 0.9


def test_an_answer_that_trickles_in_is_left_as_well(model):
    model.trickle = 0.3
    began = time.monotonic()
    with pytest.raises(TimeoutError):
        model.reader(limit=0.5).again(["You lied."], [FIRST])
    assert time.monotonic() - began < 2.0, "the whole of it takes three seconds"


def test_nobody_there_is_an_error(model):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(ConnectionRefusedError):
        OwnModel(f"http://127.0.0.1:{port}/v1", "m").again(["You lied."] * 9, [FIRST] * 9)


def test_after_three_without_an_answer_no_more_are_asked_and_what_was_answered_is_kept(model, monkeypatch):
    reader = model.reader()
    asked = []

    def ask(self, text):
        asked.append(text)
        if text != "good":
            raise ConnectionResetError
        return self._told(saying(json.dumps(GOOD)))

    monkeypatch.setattr(OwnModel, "_ask", ask)
    readings = reader.again(["good", *"bcdef"], [FIRST] * 6)
    assert asked == ["good", "b", "c", "d"]
    assert [one.reader == reader.name for one in readings] == [True, False, False, False, False, False]


@given(st.sampled_from(STANCES), st.floats(0, 1), st.lists(st.floats(0, 1), min_size=4, max_size=4))
def test_the_stance_that_a_model_tells_has_at_least_a_half(stance, sure, shares):
    total = sum(shares)
    p = chances(stance, sure, tuple(one / total for one in shares) if total else (0.0, 0.0, 0.0, 1.0))
    assert sum(p) == pytest.approx(1)
    assert min(p) >= 0
    assert p[STANCES.index(stance)] == max(0.5, round(sure, 9))


def test_it_is_off_unless_it_is_asked_for_in_full():
    assert own_model({}) is None
    assert own_model({"AMENDS_READER_MODEL": "m", "AMENDS_READER_KEY": "k"}) is None
    with pytest.raises(ValueError, match="AMENDS_READER_MODEL must name the model"):
        own_model({"AMENDS_READER_URL": "http://127.0.0.1:1/v1"})
    made = own_model({"AMENDS_READER_URL": " http://10.0.0.7:8080/v1/ ", "AMENDS_READER_MODEL": "m"})
    assert made is not None
    assert made.name == "own/m"


@pytest.mark.parametrize(
    "address", ["ftp://10.0.0.7/v1", "127.0.0.1:11434", "http://", "http://a:b@10.0.0.7/v1", "file:///x"]
)
def test_an_address_that_is_none_is_refused(address):
    with pytest.raises(ValueError, match="is no address of a model"):
        OwnModel(address, "m")
