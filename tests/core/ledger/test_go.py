"""Go's checksum database tools read what we write, and refuse it where it was tampered with.

The other implementation is golang.org/x/mod/sumdb, as Debian packages it; ``go/judge.go`` asks it one question a line.
"""

from __future__ import annotations

import base64
import json
import os
import random
import shutil
import subprocess
from pathlib import Path

import pytest

from amends.core.ledger import note
from amends.core.ledger.checkpoint import signed
from amends.core.ledger.note import VerifierKey, public_of
from amends.core.ledger.proof import Proof, text
from amends.core.ledger.published import Place, path_of
from amends.core.ledger.tiles import Tiles, appended
from amends.core.ledger.tree import consistency_proof, inclusion_proof, leaf_hash, root_of
from core.ledger.logs import KEY, ORIGIN, OTHER, SECRET, receipt, storm

PACKAGES = Path("/usr/share/gocode")
DATA = [f"entry {number}".encode() for number in range(700)]
LEAVES = [leaf_hash(each) for each in DATA]


@pytest.fixture(scope="module")
def judge(tmp_path_factory):
    """Build the judge, offline, and give a function that asks it many questions at once."""
    go = shutil.which("go")
    if go is None or not (PACKAGES / "src/golang.org/x/mod/sumdb").is_dir():
        pytest.skip("There is no Go here. On Debian: apt-get install golang-go golang-golang-x-mod-dev.")
    built = tmp_path_factory.mktemp("go")
    environment = os.environ | {"GO111MODULE": "off", "GOPATH": str(PACKAGES), "GOCACHE": str(built / "cache")}
    source = Path(__file__).parent / "go" / "judge.go"
    subprocess.run(
        [go, "build", "-o", str(built / "judge"), str(source)], env=environment | {"GOFLAGS": ""}, check=True, cwd=built
    )

    def ask(questions):
        lines = "".join(json.dumps(question) + "\n" for question in questions)
        run = subprocess.run([built / "judge"], input=lines, capture_output=True, text=True, check=True)
        answers = run.stdout.splitlines()
        assert len(answers) == len(questions)
        return answers

    return ask


def encoded(hashes):
    return [base64.b64encode(each).decode() for each in hashes]


def tree(size, **how):
    """Sign the tree of the first entries."""
    return signed(ORIGIN, size, root_of(LEAVES[:size]), **{"secret": SECRET, **how})


def growth(old, new, proof=None):
    """Ask whether one signed tree continues another."""
    path = consistency_proof(LEAVES[:new], old) if proof is None else proof
    return {"ask": "growth", "key": str(KEY), "old": tree(old), "new": tree(new), "proof": encoded(path)}


def taken(size, index, body=None, proof=None):
    """Ask whether a receipt holds for an entry."""
    path = inclusion_proof(LEAVES[:size], index) if proof is None else proof
    receipt_text = text(Proof(index, tuple(path), tree(size)))
    entry = DATA[index] if body is None else body
    return {"ask": "receipt", "key": str(KEY), "receipt": receipt_text, "entry": base64.b64encode(entry).decode()}


def test_go_accepts_our_checkpoints(judge):
    questions = [
        {"ask": "checkpoint", "key": str(KEY), "note": tree(size)} for size in (0, 1, 2, 3, 255, 256, 257, 700)
    ]
    assert set(judge(questions)) == {"accepted"}


def test_go_accepts_our_receipts(judge):
    chance = random.Random(1)
    pairs = [(size, index) for size in range(1, 20) for index in range(size)]
    pairs += [(size, chance.randrange(size)) for size in (64, 255, 256, 257, 511, 512, 513, 699, 700) for _ in range(9)]
    assert set(judge([taken(size, index) for size, index in pairs])) == {"accepted"}


def test_go_accepts_our_consistency_proofs(judge):
    pairs = [(old, new) for new in range(1, 20) for old in range(1, new + 1)]
    pairs += [(old, new) for new in (256, 257, 700) for old in (1, 2, 127, 128, 129, 255, 256)]
    assert set(judge([growth(old, new) for old, new in pairs])) == {"accepted"}


def test_go_accepts_the_receipts_of_a_storm_and_proofs_from_tiles(judge):
    bodies = storm().bodies
    given_out = [receipt(bodies[:size], index) for size, index in ((22, 6), (30, 0), (30, 29))]
    questions = [
        {
            "ask": "receipt",
            "key": str(KEY),
            "receipt": each.proof,
            "entry": base64.b64encode(each.body).decode(),
        }
        for each in given_out
    ]
    tiles = appended(0, LEAVES, lambda _level, _index: b"")
    reader = Tiles(lambda level, index: tiles[level, index])
    questions += [taken(700, index, proof=reader.inclusion(index, 700)) for index in range(0, 700, 23)]
    questions += [growth(old, 700, reader.consistency(old, 700)) for old in range(1, 700, 23)]
    assert set(judge(questions)) == {"accepted"}


def test_go_refuses_what_was_tampered_with(judge):
    proof = inclusion_proof(LEAVES[:21], 13)
    path = consistency_proof(LEAVES[:21], 13)
    other = str(VerifierKey(ORIGIN, public_of(OTHER)))
    questions = [
        taken(21, 13, body=b"other"),
        taken(21, 13, proof=proof[:-1]),
        taken(21, 13, proof=[*proof, bytes(32)]),
        taken(21, 13, proof=proof[::-1]),
        taken(21, 12, body=DATA[13], proof=proof),
        growth(13, 21, path[:-1]),
        growth(13, 21, [*path, bytes(32)]),
        growth(12, 21, path),
        growth(13, 20, path),
        {**growth(13, 21), "old": tree(13, secret=OTHER)},
        {**growth(13, 21), "new": signed(ORIGIN, 21, bytes(32), secret=SECRET)},
        {"ask": "checkpoint", "key": str(KEY), "note": tree(21).replace("21", "22")},
        {"ask": "checkpoint", "key": str(KEY), "note": tree(21, secret=OTHER)},
        {"ask": "checkpoint", "key": other, "note": tree(21)},
    ]
    answers = judge(questions)
    assert [answer for answer in answers if not answer.startswith("refused: ")] == []
    assert len(answers) == 14


def test_go_and_we_sign_alike(judge):
    words = "example.com/ledger\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"
    secret = base64.b64encode(bytes([note.ED25519]) + SECRET).decode()
    (answer,) = judge([{"ask": "sign", "key": f"PRIVATE+KEY+{ORIGIN}+{KEY.id.hex()}+{secret}", "note": words}])
    assert json.loads(answer) == note.written(words, [note.sign(words, ORIGIN, SECRET)])
    assert note.verify(json.loads(answer), [KEY]) == (note.Signed(KEY),)


def test_go_names_tiles_as_we_do(judge):
    places = [
        Place(level, index, width) for level in (0, 3) for index in (0, 7, 999, 1000, 1_234_067) for width in (1, 256)
    ]
    answers = judge([{"ask": "path", "level": each.level, "index": each.index, "width": each.width} for each in places])
    # Go's path names the height of a tile as well, which the later specification fixed at 8.
    assert [answer.replace("tile/8/", "tile/") for answer in answers] == [path_of(each) for each in places]
