from __future__ import annotations

import pytest

from actions import speaking_story
from actions.told_ways import way
from amends import clock
from amends.actions.add_source import add_source
from amends.actions.add_subject import add_subject
from amends.actions.deliver import claim_messages, note_failed, note_sent, send_test
from amends.actions.sending import note_waits
from amends.actions.set_up_owner import issue_link, set_up_owner
from amends.actions.sources import failed
from amends.actions.speak import say
from amends.core.antennae import ear
from amends.core.antennae.alarm import BIN, VERSION, Setting, to_bytes
from amends.core.vocabulary import DAY, MINUTE, WEEK, Subject
from amends.engine import packaged_reader
from amends.store import models
from amends.worker import checkup
from amends.worker.checkup import Finding

NOW = 1_773_316_800_000_000


def told(findings) -> str:
    return "\n".join(f"{'ok' if one.well else 'do'} {one.what} {one.advice}" for one in findings)


def test_what_needs_somebody_always_says_what_to_do(tmp_path, monkeypatch):
    def broken():
        raise ValueError("The weights do not fit.")

    monkeypatch.setattr(packaged_reader, "load", broken)
    monkeypatch.setattr(checkup.shutil, "which", lambda _name: None)
    findings = [*checkup._directory(tmp_path / "nowhere"), checkup._reader(), checkup._chromium(), checkup._python()]
    assert all(one.advice for one in findings if not one.well)
    assert "do The reader cannot be loaded (The weights do not fit.). Install amends again." in told(findings)
    assert "ok No Chromium here" in told(findings)


def test_a_key_that_others_can_read_is_told(tmp_path):
    key = tmp_path / "secret-key"
    key.write_text("x" * 64)
    key.chmod(0o644)
    assert f"do Others on this machine can read the secret key. chmod 600 {key}" in told(checkup._directory(tmp_path))
    key.chmod(0o600)
    assert "secret key" not in told(checkup._directory(tmp_path))


@pytest.mark.django_db
class TestASite:
    def test_that_is_empty_is_told_what_comes_next(self):
        findings = [checkup._owner(), *checkup._subjects(), *checkup._sources()]
        assert "do Nobody can open the desk yet." in told(findings)
        assert "do Nobody is watched yet." in told(findings)
        assert "--import" in told(findings)

    def test_that_has_an_owner_says_so(self):
        set_up_owner(issue_link(NOW), "ines", "fog on the harbour", NOW)
        assert checkup._owner() == Finding(well=True, what="There is an owner.")

    def test_says_how_a_source_is(self):
        source = add_source("The harbour", "mastodon", "https://harbour.example", NOW)
        assert "ok Source “The harbour”: not started yet." in told(checkup._sources())
        failed(source, "It stopped: the line is dead.", NOW, NOW + MINUTE)
        assert "do Source “The harbour”: stopped by an error. It stopped: the line is dead." in told(checkup._sources())

    @pytest.mark.parametrize(
        ("weeks", "said"),
        [
            (0, "the alarm knows nothing of ordinary weeks yet"),
            (1, "1.0 of four weeks known; uncalibrated until about"),
            (5, "calibrated on four weeks, to ring falsely once in 8 weeks."),
        ],
    )
    def test_says_how_much_the_alarm_knows(self, weeks, said):
        subject = add_subject(Subject("Ines Marlow", terms=("Ines Marlow",)), NOW)
        if weeks:
            listening = ear.listen(Setting(), NOW)
            # Two hours until every bin of the long window was heard, then weeks.
            ear.until(listening, NOW + weeks * WEEK + 24 * BIN)
            models.AlarmState.objects.create(
                subject=subject, version=VERSION, state=to_bytes(listening.state, 0), upto=listening.open_bin * BIN
            )
        with clock.following(clock.Story(start=NOW, end=NOW + DAY, speed=1.0, began=clock.real())):
            assert said in told(checkup._subjects())


class TestWhoLooksAgain:
    def told(self, monkeypatch, *, wanted=True, missing="", **environment) -> str:
        for name in ("AMENDS_READER_URL", "AMENDS_READER_MODEL"):
            monkeypatch.delenv(name, raising=False)
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(checkup.careful, "is_wanted", lambda: wanted)
        monkeypatch.setattr(checkup.careful, "what_is_missing", lambda: missing)
        return told(checkup._second_reader())

    def test_nobody_is_well(self, monkeypatch):
        assert self.told(monkeypatch, wanted=False).startswith("ok The careful reader is not installed; it is optional")

    def test_the_careful_reader(self, monkeypatch):
        assert self.told(monkeypatch) == "ok What it is unsure of is read again by the careful reader. "

    def test_half_of_it_says_what_is_missing(self, monkeypatch):
        missing = "x is not installed: pip install x"
        assert self.told(monkeypatch, missing=missing) == (
            f"do The careful reader is not whole, and the fast one reads alone. {missing}"
        )

    def test_that_it_is_left_alone(self, monkeypatch, settings):
        settings.AMENDS_CAREFUL = False
        assert "left alone" in self.told(monkeypatch)

    def test_ones_own_model_comes_first(self, monkeypatch):
        address = "http://127.0.0.1:11434/v1"
        said = self.told(monkeypatch, AMENDS_READER_URL=address, AMENDS_READER_MODEL="m")
        assert said == f"ok What it is unsure of is read again by your own model: m at {address}. "

    def test_half_a_setting_is_told(self, monkeypatch):
        assert self.told(monkeypatch, AMENDS_READER_URL="http://127.0.0.1:1/v1").startswith(
            "do AMENDS_READER_URL is set, and AMENDS_READER_MODEL must name the model"
        )


@pytest.mark.django_db
def test_says_who_is_told_and_whether_it_was_taken(tmp_path):
    assert "do Nobody is told of an alarm" in told(checkup._told(tmp_path))
    row = way(NOW)
    assert "do Told by Signed webhook: “my phone”, never tried. Send a test" in told(checkup._told(tmp_path))
    send_test(row, NOW)
    (due,) = claim_messages(NOW, NOW, "https://ines.example")
    note_failed(due.delivery, NOW, 5, "It is down.", NOW)
    assert "do Told by Signed webhook: “my phone”; the last message was not taken. It is down." in told(
        checkup._told(tmp_path)
    )
    note_sent(due.delivery, NOW + 1, 5, NOW + 1)
    assert "ok Told by Signed webhook: “my phone”; the last message was taken." in told(checkup._told(tmp_path))
    (tmp_path / "strongbox-key").unlink()
    assert "do The key to your tokens and passwords is missing." in told(checkup._told(tmp_path))


@pytest.mark.django_db
def test_says_with_whom_the_owner_can_speak_and_what_waits():
    assert "No account is connected to speak with" in told(checkup._speaks())
    speaking_story.case(NOW)
    account = speaking_story.bluesky(NOW)
    speech = say(speaking_story.said(account), NOW)
    assert "ok Speaks on Bluesky as @ines.example, when you press." in told(checkup._speaks())
    note_waits(speech.pk, "Make a new app password.", shut=True)
    said = told(checkup._speaks())
    assert "do Speaks on Bluesky as @ines.example, and is not let in. Make a new app password." in said
    assert "do What you said elsewhere waits for you: 1." in said
