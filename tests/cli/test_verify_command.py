"""A stranger at the command line: green, red with a place, or a sentence why nothing could be read."""

from __future__ import annotations

import http.server
import json
import subprocess
import sys
import threading

import pytest
import rfc8785
from click.testing import CliRunner

from amends.cli import main
from amends.core.ledger.remembered import root_line
from amends.core.ledger.tree import leaf_hash, root_of
from cli.processes import surroundings
from core.ledger.logs import KEY
from core.verification.handed_out import case_file, storm, take_home

STORM = storm()
FILE = rfc8785.dumps(case_file(*STORM))


@pytest.fixture
def case(tmp_path):
    path = tmp_path / "case.json"
    path.write_bytes(FILE)
    return path


def run(*arguments):
    done = CliRunner().invoke(main, ["verify", *map(str, arguments)])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.output


def test_green_says_what_was_looked_at_and_what_no_file_can_tell(case, tmp_path):
    code, said = run(case)
    assert code == 0
    assert said.startswith("Nothing was changed.")
    assert "24 entries" in said
    assert "counted again from 7 ballots" in said
    assert "--key KEY" in said
    assert "before anybody kept a receipt" in said
    kept = tmp_path / "receipt.txt"
    kept.write_text(take_home(STORM[0], 8))
    code, said = run(case, "--receipt", kept, "--key", str(KEY))
    assert (code, "1 receipt holds" in said, "--key KEY" in said, "before anybody" in said) == (0, True, False, False)


def test_a_post_elsewhere_is_held_against_it(case):
    bodies = STORM[0].bodies
    code, said = run(case, "--post", root_line(9, root_of([leaf_hash(body) for body in bodies[:9]])))
    assert (code, "1 post remembers it as it is." in said, "before anybody" in said) == (0, True, False)
    code, said = run(case, "--post", root_line(9, bytes(32)))
    assert (code, "not those that stood there when it was written" in said) == (1, True)


def test_red_says_what_and_where(case):
    case.write_bytes(FILE.replace(b"Who mends it?", b"Who sells it?"))
    code, said = run(case)
    assert code == 1
    assert said.splitlines() == [
        "This does not hold: 1 thing is wrong.",
        "  entry 8 of the log, number 6 of case 7: The content that was handed out is not what it committed to.",
    ]
    code, said = run(case, "--json")
    told = json.loads(said)
    assert (code, told["sound"], [found["kind"] for found in told["findings"]]) == (1, False, ["commit"])


def test_a_name_in_a_file_cannot_command_the_terminal(case):
    document = json.loads(FILE)
    document["story"]["\x1b[2Jevil"] = 1
    case.write_text(json.dumps(document))
    code, said = run(case)
    assert (code, "\x1b" in said) == (1, False)


def test_a_byte_that_json_does_not_mind_is_found_too(case):
    document = json.loads(FILE)
    document["more"] = "\x1b \\u001B \\"
    written = rfc8785.dumps(document)
    assert written.count(b"\\u001b") == 1  # the other one is told about, and is no escape
    for content, found in ((written, 1), (written.replace(b"\\u001b", b"\\u001B"), 2)):
        case.write_bytes(content)
        code, said = run(case)
        assert (code, "capital digits" in said) == (found, found == 2)


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"\xff\xfe", b"[]", b'{"schema":"amends/2"}', b"[" * 200_000, b"NaN", b'{"a":1,"a":2}', b"9" * 9000],
)
def test_what_is_no_case_is_a_sentence(case, content):
    case.write_bytes(content)
    code, said = run(case)
    assert (code, "Traceback" in said, said.startswith("Error: ")) == (2, False, True)


def test_a_file_that_is_not_there_is_a_sentence(tmp_path):
    assert run(tmp_path / "none.json")[0] == 2
    assert run("http://127.0.0.1:1/case.json")[0] == 2


def test_a_receipt_is_checked_by_itself(tmp_path):
    kept = tmp_path / "receipt.txt"
    kept.write_text(take_home(STORM[0], 2))
    code, said = run(kept)
    assert (code, "entry 2 of the log of example.com/ledger, number 2 of case 7: voice.received" in said) == (0, True)
    kept.write_text(take_home(STORM[0], 2).replace("index 2", "index 3"))
    assert run(kept, "--key", str(KEY))[0] == 1


def test_an_address_is_fetched(case):
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.end_headers()
            self.wfile.write(FILE)

        def log_message(self, *_):
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        assert run(f"http://127.0.0.1:{server.server_port}/cases/7/case.json")[0] == 0
        server.shutdown()


def test_it_needs_neither_django_nor_a_site(case):
    program = (
        "import sys; from amends.cli import main\n"
        f"sys.argv = ['amends', 'verify', {str(case)!r}]\n"
        "try: main()\nexcept SystemExit as done: assert done.code == 0, done.code\n"
        "assert not {'django', 'sqlite3', 'allauth', 'numpy', 'asyncio'} & set(sys.modules), 'too much'"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False, env=surroundings()
    )
    assert run.returncode == 0, run.stderr


@pytest.mark.django_db
def test_an_export_that_cannot_be_is_a_sentence(monkeypatch, tmp_path):
    from amends.cli import export

    monkeypatch.setattr(export, "open_site", lambda _data: None)
    done = CliRunner().invoke(main, ["export", "1", str(tmp_path / "out.json")])
    assert (done.exit_code, "There is no case 1." in done.stderr, (tmp_path / "out.json").exists()) == (1, True, False)


@pytest.mark.django_db
def test_an_export_is_written_and_found_sound(monkeypatch, tmp_path, case):
    from amends.actions import export_case
    from amends.cli import export

    monkeypatch.setattr(export, "open_site", lambda _data: None)
    monkeypatch.setattr(export_case, "export_case", lambda number: {**json.loads(FILE), "case": number})
    out = tmp_path / "out.json"
    done = CliRunner().invoke(main, ["export", "7", str(out)])
    assert (done.exit_code, done.output) == (0, f"Written to {out}: case 7, with a log of 24 entries.\n")
    assert run(out)[0] == 0
    assert CliRunner().invoke(main, ["export", "7", str(tmp_path / "none" / "out.json")]).exit_code == 1
