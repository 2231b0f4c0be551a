"""The recipes of docs/howto/look-before-you-publish.md are run as they stand there: the hook and the Action's steps."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

yaml = pytest.importorskip("yaml")
if shutil.which("git") is None:
    pytest.skip("git is not installed", allow_module_level=True)

PAGE = Path(__file__).resolve().parent.parent / "docs" / "howto" / "look-before-you-publish.md"
TIES = 'with = "Nordlys"\nkind = "employment"\ndetail = "most of us work there"\n'
GOOD = "Most of us work at Nordlys, whose hosting this release runs on.\n"
BAD = "Nordlys makes the best hosting there is, and we love it.\n"
BREAKS = "# 3.0\n\nThe old format is no longer read, from today.\n"


def recipe(begins: str) -> Any:
    """Return the YAML of the page that begins so."""
    page = PAGE.read_text(encoding="utf-8")
    (block,) = (
        one for one in re.findall(r"^```yaml\n(.*?)^```", page, re.DOTALL | re.MULTILINE) if one.startswith(begins)
    )
    return yaml.safe_load(block)


@pytest.fixture
def there(tmp_path: Path) -> tuple[Path, dict[str, str]]:
    """Return a repository with ties and a first announcement, and surroundings in which ``amends`` is this amends."""
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "amends").write_text(f'#!/bin/sh\nexec {sys.executable} -m amends "$@"\n', encoding="utf-8")
    (tools / "amends").chmod(0o755)
    given = {**os.environ, "PATH": f"{tools}:{os.environ['PATH']}", "HOME": str(tmp_path), "GIT_CONFIG_NOSYSTEM": "1"}
    given |= {f"GIT_{who}_{what}": "june@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    repository = tmp_path / "repository"
    write(repository, ".amends/ties.toml", TIES)
    write(repository, "announcements/first.md", GOOD)
    git(repository, given, "init", "-q", "-b", "main")
    commit(repository, given)
    return repository, given


def write(repository: Path, name: str, text: str) -> None:
    path = repository / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def git(repository: Path, given: dict[str, str], *words: str) -> None:
    subprocess.run(["git", *words], cwd=repository, env=given, check=True, capture_output=True)


def commit(repository: Path, given: dict[str, str]) -> None:
    git(repository, given, "add", "-A")
    git(repository, given, "commit", "-q", "-m", "More")


def run(call: list[str], there: tuple[Path, dict[str, str]], **more: str) -> subprocess.CompletedProcess[str]:
    repository, given = there
    return subprocess.run(call, cwd=repository, env={**given, **more}, capture_output=True, text=True, check=False)


def test_the_hook_looks_at_every_file_and_stops_where_one_has_a_finding(there):
    """As pre-commit calls a hook of the system: its entry, and then the files that fit ``files``."""
    (hook,) = recipe("repos:")["repos"][0]["hooks"]
    fits = re.compile(hook["files"])
    assert fits.search("release-notes/3.0 final.md")
    assert not fits.search("docs/announcements/x.md")
    call = [*shlex.split(hook["entry"]), "announcements/first.md"]
    assert run(call, there).returncode == 0
    write(there[0], "announcements/second one.md", BAD)
    write(there[0], "announcements/third.md", BAD)
    told = run([*call, "announcements/second one.md", "announcements/third.md"], there)
    assert told.returncode == 1
    assert told.stdout.count("A tie is not named well") == 2


@pytest.mark.skipif(shutil.which("pre-commit") is None, reason="pre-commit is not installed")
def test_pre_commit_itself_stops_the_commit(there):
    repository, given = there
    write(repository, ".pre-commit-config.yaml", yaml.safe_dump(recipe("repos:")))
    commit(repository, given)
    assert run(["pre-commit", "run", "--all-files"], there).returncode == 0
    assert run(["pre-commit", "install"], there).returncode == 0
    write(repository, "release-notes/3.0 final.md", BAD)
    git(repository, given, "add", "-A")
    stopped = run(["git", "commit", "-m", "Release"], there)
    assert stopped.returncode == 1
    assert "A tie is not named well" in stopped.stdout + stopped.stderr
    write(repository, "release-notes/3.0 final.md", GOOD)
    git(repository, given, "add", "-A")
    assert run(["git", "commit", "-m", "Release"], there).returncode == 0


def test_the_steps_of_the_action_look_at_what_a_pull_request_changes(there):
    """As a runner does: each ``run`` is a script of bash, which stops at the first command that fails."""
    repository, given = there
    action = recipe("name:")
    on = action.get("on", action.get(True))  # YAML 1.1 reads “on” as yes
    assert on["pull_request"]["paths"] == ["announcements/**", "release-notes/**"]
    uses = [step["uses"] for step in action["jobs"]["preflight"]["steps"] if "uses" in step]
    assert uses == ["actions/checkout@v4", "actions/setup-python@v5"]
    install, look = (step for step in action["jobs"]["preflight"]["steps"] if "run" in step)
    assert install["run"] == "python -m pip install amends"
    git(repository, given, "update-ref", "refs/remotes/origin/main", "main")
    git(repository, given, "switch", "-q", "-c", "proposal")

    def step() -> subprocess.CompletedProcess[str]:
        commit(repository, given)
        write(repository.parent, "step.sh", look["run"])
        script = str(repository.parent / "step.sh")
        return run(["bash", "--noprofile", "--norc", "-eo", "pipefail", script], there, GITHUB_BASE_REF="main")

    write(repository, "elsewhere.md", BAD)
    assert step().returncode == 0, "what is no announcement is not looked at"
    write(repository, "announcements/a good one.md", GOOD)
    assert step().returncode == 0
    write(repository, "announcements/first.md", BAD)
    write(repository, "release-notes/3.0 final.md", BREAKS)
    told = step()
    assert told.returncode == 1
    assert "A tie is not named well" in told.stdout
    assert "You promised something else" in told.stdout, "the second file is looked at though the first has a finding"
