from __future__ import annotations

import shutil
import signal
import sqlite3
import stat
from contextlib import closing

import pytest

from cli.processes import Running, amends, get


def a_database(path, statement=""):
    path.mkdir()
    with closing(sqlite3.connect(path / "amends.sqlite3")) as made:
        made.executescript(statement)
        made.commit()


def refused(*arguments, code=1):
    ended = amends(*arguments)
    assert ended.returncode == code, ended.stderr
    assert ended.stderr.startswith("Error: ")
    assert "Traceback" not in ended.stderr
    return ended.stderr


@pytest.fixture(scope="module")
def begun(tmp_path_factory):
    """A data directory of a site that was never started, and the link that made it."""
    data = tmp_path_factory.mktemp("begun") / "var"
    return data, amends("setup-link", "--data", data)


@pytest.fixture
def ready(begun, tmp_path):
    """A copy of it: making a database takes longer than most of what is tried on it."""
    return shutil.copytree(begun[0], tmp_path / "ready")


class TestAFirstStart:
    @pytest.fixture(scope="class")
    @classmethod
    def site(cls, tmp_path_factory):
        data = tmp_path_factory.mktemp("site") / "var"
        with Running("up", "--data", data, "--port", "0") as running:
            running.address = running.find(r"amends is up: (\S+)")
            running.data = data
            running.find(r"(Ctrl-C stops it)")
            yield running

    def test_answers_on_its_first_page(self, site):
        status, page = get(site.address)
        assert status == 200
        assert "<h1" in page

    def test_keeps_the_desk_for_its_owner(self, site):
        _, page = get(f"{site.address}/desk/")
        assert 'type="password"' in page

    def test_prints_a_link_that_makes_its_first_owner(self, site):
        status, page = get(site.find(r"(http\S+/setup/\S+/)"))
        assert status == 200
        assert "<form" in page

    def test_keeps_everything_for_this_user_alone(self, site):
        for name in ("amends.sqlite3", "amends.sqlite3-wal", "secret-key"):
            assert stat.S_IMODE((site.data / name).stat().st_mode) == 0o600, name

    def test_writes_ahead(self, site):
        with closing(sqlite3.connect(site.data / "amends.sqlite3")) as look:
            assert look.execute("PRAGMA journal_mode").fetchone() == ("wal",)

    def test_is_the_only_one_on_its_data(self, site):
        assert "Another amends is running" in refused("up", "--data", site.data, "--port", "0")

    def test_is_the_only_one_on_its_port(self, site, ready):
        port = site.address.rpartition(":")[2]
        said = refused("up", "--data", ready, "--port", port)
        assert f"Port {port} is in use already" in said

    def test_gives_a_new_link_while_it_runs(self, site):
        ended = amends("setup-link", "--data", site.data, "--address", site.address)
        assert get(ended.stdout.strip())[0] == 200

    def test_is_looked_at_by_the_doctor(self, site):
        ended = amends("doctor", "--data", site.data)
        assert ended.returncode == 1
        assert "every commit flushed to the disk, sound" in ended.stdout
        assert "amends setup-link" in ended.stdout

    def test_leaves_at_sigterm_with_0(self, site):
        assert site.leave(signal.SIGTERM) == 0
        assert "Traceback" not in site.said
        # The last connection to close folds the write-ahead log into the database.
        assert not (site.data / "amends.sqlite3-wal").exists()


def test_ctrl_c_leaves_with_0(ready):
    with Running("up", "--data", ready, "--port", "0") as running:
        running.find(r"amends is up: (\S+)")
        assert running.leave(signal.SIGINT) == 0
        assert "Traceback" not in running.said


def test_a_data_directory_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "file").touch()
    assert "cannot be written" in refused("up", "--data", tmp_path / "file" / "var", code=2)


def test_a_database_that_another_program_locks_is_told(tmp_path):
    a_database(tmp_path / "var", "CREATE TABLE held (x)")
    with closing(sqlite3.connect(tmp_path / "var" / "amends.sqlite3", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert "is locked by another program" in refused("up", "--data", tmp_path / "var", "--port", "0")


def test_data_of_a_newer_version_is_left_alone(tmp_path):
    a_database(
        tmp_path / "var",
        "CREATE TABLE django_migrations (id integer PRIMARY KEY, app varchar, name varchar, applied datetime);"
        "INSERT INTO django_migrations (app, name, applied) VALUES ('store', '0999_from_the_future', '2099-01-01')",
    )
    said = refused("up", "--data", tmp_path / "var", "--port", "0")
    assert "written by a newer amends" in said
    assert "0999_from_the_future" in said


def test_a_file_that_is_no_database_is_told(tmp_path):
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "amends.sqlite3").write_text("Dear diary, " * 100)
    assert "is not a database that amends can read" in refused("up", "--data", tmp_path / "var", "--port", "0")


def test_a_link_can_be_had_before_the_first_start(begun):
    data, ended = begun
    assert ended.stdout.startswith("http://127.0.0.1:8700/setup/")
    assert (data / "secret-key").is_file()


def test_the_doctor_of_a_place_with_nothing_says_how_to_begin_and_leaves_nothing(tmp_path):
    ended = amends("doctor", "--data", tmp_path / "var")
    assert ended.returncode == 1
    assert "Start it once: amends up" in ended.stdout
    assert not (tmp_path / "var").exists()
