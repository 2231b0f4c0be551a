"""Signing in with an account of Bluesky's network, at a server that lies; the real one is asked in `journeys`."""

from __future__ import annotations

import asyncio
import contextlib
import json
import struct
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.connectors.door import Door
from amends.connectors.sign_in import bluesky, name_records
from amends.connectors.sign_in.bluesky import Asked, local_client
from amends.connectors.sign_in.dpop import ProofKey
from amends.connectors.sign_in.identity import Directories, identity_of
from amends.connectors.sign_in.trouble import NotSignedIn, Trouble
from connectors.lying_server import ADA, holder_of, lying_server
from connectors.name_server import name_server

CLIENT = local_client("http://127.0.0.1:8700/prove/bluesky/")


@pytest.fixture
def server():
    with lying_server() as known:
        yield known


@pytest.fixture
def names():
    with name_server() as known:
        known.texts = {"_atproto.ada.test": [f"did={ADA}"]}
        yield known


def begun(server, names, text="ada.test"):
    door, where = Door(near=[server.place]), Directories(server.base, names.place)
    return asyncio.run(bluesky.begin(door, CLIENT, Asked(text, "state-1", int(time.time())), where))


def finished(server, kept, **back):
    brought = {"iss": server.base, "code": "right"} | back
    return asyncio.run(bluesky.finish(Door(near=[server.place]), kept, brought, int(time.time())))


def trouble(call, *given, **more):
    with pytest.raises(NotSignedIn) as failed:
        call(*given, **more)
    assert str(failed.value).endswith("Nothing was counted.")
    return failed.value.trouble


def test_who_signs_in_is_known_by_their_did_and_the_tokens_are_given_back(server, names):
    where, kept = begun(server, names)
    assert where.startswith(f"{server.base}/authorize?client_id=http%3A%2F%2Flocalhost%3Fredirect_uri%3D")
    assert where.endswith("&request_uri=urn%3A1")
    assert (kept.handle, kept.did) == ("ada.test", ADA)
    assert server.pushed["urn:1"]["login_hint"] == "ada.test"
    assert finished(server, kept) == ADA
    assert server.revoked == ["r-1", "a-1"]


def test_a_server_that_asks_for_another_number_gets_it(server, names):
    _, kept = begun(server, names)
    server.nonce = "n-2"
    assert finished(server, kept) == ADA
    assert server.asked.count("/token") == 2


@pytest.mark.parametrize(
    ("back", "expected"),
    [
        ({"iss": "https://elsewhere.example"}, Trouble.OTHER_SERVER),
        ({"iss": ""}, Trouble.OTHER_SERVER),
        ({"error": "access_denied"}, Trouble.DENIED),
        ({"error": "invalid_request"}, Trouble.OVER),
        ({"code": "older"}, Trouble.OVER),
        ({"code": ""}, Trouble.OVER),
    ],
)
def test_what_comes_back_wrong_shows_nothing(server, names, back, expected):
    _, kept = begun(server, names)
    assert trouble(finished, server, kept, **back) is expected
    assert not server.revoked


def test_an_error_from_another_server_is_not_believed_either(server, names):
    _, kept = begun(server, names)
    assert trouble(finished, server, kept, iss="https://x.example", error="access_denied") is Trouble.OTHER_SERVER
    assert "/token" not in server.asked


@pytest.mark.parametrize(
    ("lie", "expected"),
    [
        ({"sub": "did:plc:" + "b" * 24}, Trouble.OTHER_ACCOUNT),
        ({"sub": None}, Trouble.OTHER_ACCOUNT),
        ({"token_type": "Bearer"}, Trouble.UNFIT),
        ({"scope": "transition:generic"}, Trouble.UNFIT),
    ],
)
def test_a_token_that_says_something_else_shows_nothing_and_is_given_back(server, names, lie, expected):
    _, kept = begun(server, names)
    server.token |= lie
    assert trouble(finished, server, kept) is expected
    assert server.revoked == ["r-1", "a-1"]


def test_a_server_that_does_not_take_its_tokens_back_is_left(server, names):
    _, kept = begun(server, names)
    server.status["/revoke"] = 500
    assert finished(server, kept) == ADA


@pytest.mark.parametrize("path", ["/par", "/token"])
def test_a_server_that_fails_is_said(server, names, path):
    if path == "/par":
        server.status[path] = 503
        assert trouble(begun, server, names) is Trouble.NO_ANSWER
    else:
        _, kept = begun(server, names)
        server.status[path] = 503
        assert trouble(finished, server, kept) is Trouble.NO_ANSWER


def test_a_server_that_is_down_is_said(server, names):
    server.document["service"][0]["serviceEndpoint"] = "http://127.0.0.1:9"
    door = Door(near=[server.place, "127.0.0.1:9"])
    asked = Asked("ada.test", "s", 0)
    with pytest.raises(NotSignedIn, match=r"^127\.0\.0\.1:9 does not answer as it should"):
        asyncio.run(bluesky.begin(door, CLIENT, asked, Directories(server.base, names.place)))


def test_a_server_inside_a_network_is_not_asked(server, names):
    server.document["service"][0]["serviceEndpoint"] = "http://127.0.0.1:9"
    assert trouble(begun, server, names) is Trouble.UNFIT
    server.document["service"][0]["serviceEndpoint"] = "https://169.254.169.254"
    assert trouble(begun, server, names) is Trouble.UNFIT


@pytest.mark.parametrize(
    "lie",
    [
        {"issuer": "https://elsewhere.example"},
        {"scopes_supported": []},
        {"code_challenge_methods_supported": ["plain"]},
        {"dpop_signing_alg_values_supported": ["RS256"]},
        {"token_endpoint_auth_methods_supported": ["private_key_jwt"]},
        {"response_types_supported": "code"},
        {"authorization_response_iss_parameter_supported": "true"},
        {"require_pushed_authorization_requests": False},
        {"client_id_metadata_document_supported": None},
        {"token_endpoint": ""},
        {"token_endpoint": "http://public.example/token"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"authorization_endpoint": "https://user@public.example/"},
    ],
    ids=lambda lie: "-".join(map(str, next(iter(lie.items())))),
)
def test_a_server_that_does_not_do_as_the_specification_says_is_not_asked(server, names, lie):
    server.meant |= lie
    assert trouble(begun, server, names) is Trouble.UNFIT
    assert "/par" not in server.asked


@pytest.mark.parametrize(
    "lie",
    [
        {"resource": "https://elsewhere.example"},
        {"authorization_servers": []},
        {"authorization_servers": ["https://a.example", "https://b.example"]},
        {"authorization_servers": ["https://a.example/path"]},
        {"authorization_servers": ["not an address"]},
    ],
    ids=lambda lie: str(next(iter(lie.values()))),
)
def test_a_data_server_that_names_no_one_place_to_sign_in_is_not_asked(server, names, lie):
    server.resource |= lie
    assert trouble(begun, server, names) is Trouble.UNFIT
    assert "/par" not in server.asked


@pytest.mark.parametrize("name", ["oauth-protected-resource", "oauth-authorization-server"])
def test_a_description_that_lies_elsewhere_is_not_followed(server, names, name):
    get = server.get
    server.get = lambda path: (302, {"to": f"{server.base}/x"}) if path.endswith(name) else get(path)
    assert trouble(begun, server, names) is Trouble.NO_ANSWER
    assert "/x" not in server.asked


@pytest.mark.parametrize(
    "text", ["", "@", "ada", "ada@example.org", "https://elsewhere.example/profile/ada.test", "did:key:z6"]
)
def test_what_is_no_name_is_said(server, names, text):
    assert trouble(begun, server, names, text) is Trouble.NO_NAME
    assert not server.asked


def test_a_handle_must_hold_both_ways(server, names):
    server.document["alsoKnownAs"] = ["at://somebody.test", "at://ada.test"]
    assert trouble(begun, server, names) is Trouble.NOT_BOTH_WAYS
    server.document["alsoKnownAs"] = []
    assert trouble(begun, server, names) is Trouble.NOT_BOTH_WAYS


def test_by_a_did_the_handle_is_told_only_where_it_holds(server, names):
    def who():
        where = Directories(server.base, names.place)
        return asyncio.run(identity_of(Door(near=[server.place]), ADA, where)).handle

    assert who() == "ada.test"
    server.document["alsoKnownAs"] = ["at://famous.test"]
    assert who() == ""


@pytest.mark.parametrize(
    "texts", [[], ["did=did:plc:short"], [f"did={ADA}", "did=did:plc:" + "b" * 24], ["v=spf1 -all"], ["did="]]
)
def test_a_handle_that_leads_nowhere_is_said(server, names, texts):
    names.texts = {"_atproto.ada.test": texts}
    assert trouble(begun, server, names) is Trouble.UNKNOWN


class AtItsHost(Door):
    """A door through which the host of Ada's handle is the lying server: nobody may serve port 443 in a test."""

    base = ""

    async def ask(self, address, **how):
        path = address.removeprefix("https://ada.test")
        return await super().ask(address if path == address else self.base + path, **how)


@pytest.mark.parametrize(
    ("file", "found"),
    [(f" {ADA}\n", ADA), ("did:plc:short", ""), (f"did={ADA}", ""), ("<html>", ""), ("x" * 10_000, "")],
    ids=["as-it-should", "short", "as-a-text", "a-page", "much"],
)
def test_a_file_of_its_host_names_the_account_too(server, names, file, found):
    names.texts, get = {}, server.get
    server.get = lambda path: (200, file.encode()) if path == "/.well-known/atproto-did" else get(path)
    door = AtItsHost(near=[server.place])
    door.base = server.base

    def who():
        return asyncio.run(identity_of(door, "ada.test", Directories(server.base, names.place))).did

    if found:
        assert who() == found
    else:
        assert trouble(who) is Trouble.UNKNOWN


def test_a_document_of_somebody_else_is_not_taken(server, names):
    server.document["id"] = "did:plc:" + "b" * 24
    assert trouble(begun, server, names) is Trouble.NO_ANSWER


def test_an_account_the_directory_does_not_know_is_said(server, names):
    names.texts["_atproto.ada.test"] = ["did=did:plc:" + "c" * 24]
    assert trouble(begun, server, names) is Trouble.UNKNOWN


def test_what_is_kept_meanwhile_survives_the_way_through_a_row(server, names):
    _, kept = begun(server, names)
    again = bluesky.UnderWay(**json.loads(json.dumps({name: getattr(kept, name) for name in kept.__struct_fields__})))
    assert finished(server, again) == ADA


@given(st.sampled_from(["GET", "POST"]), st.text(max_size=30), st.integers(0, 2**40))
def test_every_proof_is_signed_and_no_two_are_alike(method, nonce, at):
    key, address = ProofKey(), "https://pds.example/token"
    proofs = [each.proof(method, f"{address}?a=1#b", at, nonce) for each in (key, ProofKey(key.secret))]
    one, other = (holder_of(proof, method, address, nonce or None) for proof in proofs)
    assert one[:2] == other[:2]
    assert one[2] != other[2]


# Names


def texts_of(names, name="_atproto.ada.test"):
    return asyncio.run(name_records.texts_of(name, names.place))


def test_texts_of_any_length_come_back(names):
    names.texts = {"a.example": ["x" * 700, "", "ü"], "b.example": ["y" * 255] * 12}
    assert texts_of(names, "a.example") == ["x" * 700, "", "ü"]
    assert texts_of(names, "none.example") == []
    names.mangle = lambda answer: [answer[:2] + struct.pack("!H", 0x8380) + answer[4:100]]
    assert len(texts_of(names, "b.example")) == 12  # did not fit, and was asked for over a line


def test_an_answer_to_another_question_is_not_taken(names):
    def forged(answer):
        other = answer.replace(ADA.encode(), b"did:plc:" + b"b" * 24)
        return [bytes([other[0] ^ 1]) + other[1:], other.replace(b"\x03ada", b"\x03bob"), b"", b"\0", answer]

    names.mangle = forged
    assert texts_of(names) == [f"did={ADA}"]


@given(st.data())
def test_an_answer_that_is_spoiled_is_read_or_refused(data):
    name = "ada.test"
    asked = name_records._question(name)
    with_one = asked[:2] + struct.pack("!HHHHH", 0x8180, 1, 1, 0, 0) + asked[12:]
    whole = with_one + b"\xc0\x0c" + struct.pack("!HHIH", 16, 1, 60, 4) + b"\x03abc"
    at = data.draw(st.integers(len(asked), len(whole)))
    spoiled = whole[:at] + data.draw(st.binary(max_size=40))
    with contextlib.suppress(struct.error, IndexError):
        assert all(isinstance(each, str) for each in name_records._texts(spoiled, asked))
    assert list(name_records._texts(whole, asked)) == ["abc"]


@pytest.mark.parametrize("name", ["", "a..b", "a" * 64 + ".example", ".".join(["a" * 60] * 5), "ä.example"])
def test_what_is_no_name_of_a_host_is_not_asked(names, name):
    with pytest.raises(name_records.NoRecords):
        texts_of(names, name)
    assert not names.asked


def test_a_name_server_that_is_away_is_said(monkeypatch):
    monkeypatch.setattr(name_records, "PATIENCE", 0.2)
    with pytest.raises(name_records.NoRecords, match="did not answer"):
        asyncio.run(name_records.texts_of("a.example", ("127.0.0.1", 9)))


def test_the_machines_own_name_server_is_found(tmp_path):
    file = tmp_path / "resolv.conf"
    file.write_text("# x\nsearch example\nnameserver 9.9.9.9\nnameserver 8.8.8.8\n")
    assert name_records.machines_own(file) == ("9.9.9.9", 53)
    assert name_records.machines_own(tmp_path / "none") == ("127.0.0.1", 53)
