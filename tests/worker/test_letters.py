"""The letter to those who asked really arrives at a post office: once each, whatever dies, in their language."""

from __future__ import annotations

import email
import email.policy
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from amends.actions.follow_up import Due
from amends.worker import letters as module
from worker.receivers import Letters, post_office

ROOT = Path(__file__).resolve().parents[2]


def run(site, port, *given):
    paths = os.pathsep.join([str(ROOT / "tests"), *sys.path])
    around = os.environ | {
        "PYTHONPATH": paths,
        "AMENDS_ADDRESS": "https://ines.example",
        "AMENDS_EMAIL_URL": f"smtp://127.0.0.1:{port}/?from=amends@ines.example",
    }
    command = [sys.executable, str(ROOT / "tests" / "worker" / "letters_site.py"), str(site), *given]
    return subprocess.run(command, env=around, capture_output=True, text=True, timeout=120, check=False)


def test_after_a_kill_each_has_one_letter_and_only_what_was_under_way_comes_again(tmp_path):
    office = Letters()
    with post_office(office) as port:
        made = run(tmp_path, port, "prepare")
        assert made.returncode == 0, made.stderr
        died = run(tmp_path, port, "die", "3")
        assert died.returncode == -signal.SIGKILL, died.stderr
        assert len(office.letters) == 3
        done = run(tmp_path, port, "live")
        assert done.returncode == 0, done.stderr
    came = [email.message_from_string(letter, policy=email.policy.default) for letter in office.letters]
    to = [letter["To"] for letter in came]
    assert sorted(set(to)) == [f"{name}@example.org" for name in ("ada", "bea", "cai", "dag", "eva")]
    assert len(to) == 6, "the one that was handed in and not noted comes again, and no other"
    assert len({letter["Message-ID"] for letter in came}) == 5
    assert all(letter["To"].count("@") == 1 and not letter["Cc"] and not letter["Bcc"] for letter in came)


@pytest.mark.parametrize(
    ("language", "subject", "says"),
    [
        ("en", "What came of it: The phone I reviewed", "you objected in “The phone I reviewed”"),
        ("de", "Was daraus wurde: The phone I reviewed", "Das ist der einzige Brief dazu."),
    ],
)
def test_a_letter_says_what_she_wrote_and_how_to_be_forgotten(monkeypatch, mailoutbox, language, subject, says):
    monkeypatch.setattr(settings, "AMENDS_ADDRESS", "https://ines.example")
    monkeypatch.setattr(settings, "DEFAULT_FROM_EMAIL", "amends@ines.example")
    title = "The phone\r\nI reviewed"
    module._hand_in(
        Due(1, "k" * 8, "maud@example.org", language, "TOKEN", 7, title, "Ines Marlow", "It is done.\n{case}")
    )
    (letter,) = mailoutbox
    assert letter.to == ["maud@example.org"]
    assert letter.subject == subject
    assert says in letter.body
    assert "It is done.\n{case}" in letter.body, "her words stand as she wrote them"
    link = "https://ines.example/letters/TOKEN/forget/"
    assert link in letter.body
    assert "https://ines.example/cases/7/since/" in letter.body
    headers = letter.message()
    assert headers["Message-ID"] == f"<{'k' * 8}@ines.example>"
    assert headers["List-Unsubscribe"] == f"<{link}>"
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
