"""The house rules that no linter holds. Each failure names the place and says what to do."""

from __future__ import annotations

import ast
import re
import statistics
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "amends"
FORBIDDEN_NAMES = {"util", "utils", "helper", "helpers", "common", "manager", "managers", "service", "services"}
TEXT = {".py", ".md", ".html", ".css", ".js", ".toml", ".sh", ".json", ".jsonl", ".csv", ".txt", ".svg", ".lock", ""}


@cache
def kept_files() -> tuple[Path, ...]:
    """List what the repository keeps."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("This is no git checkout, so there is no telling which files are kept.")
    paths = (ROOT / name for name in listed.stdout.split("\0") if name)
    return tuple(path for path in paths if path.is_file())


def kept_text() -> list[tuple[Path, str]]:
    """List what the repository keeps that can be read, this file aside: it names what it forbids."""
    readable = [path for path in kept_files() if path.suffix in TEXT and path != Path(__file__).resolve()]
    return [(path, path.read_text(encoding="utf-8", errors="replace")) for path in readable]


@cache
def modules() -> tuple[tuple[Path, str, ast.Module], ...]:
    """Read every module of the source; migrations are generated and stand aside."""
    paths = [path for path in sorted(SOURCE.rglob("*.py")) if "migrations" not in path.parts]
    texts = [(path, path.read_text(encoding="utf-8")) for path in paths]
    return tuple((path, text, ast.parse(text)) for path, text in texts)


def functions(tree: ast.AST) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    """List every function in a module, methods and inner ones too."""
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Count the lines of a body, its docstring left out."""
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def called(tree: ast.AST) -> set[str]:
    """Name what is called anywhere inside, by the last part of its name."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            target = node.func
            if isinstance(target, ast.Attribute):
                names.add(target.attr)
            elif isinstance(target, ast.Name):
                names.add(target.id)
    return names


def where(path: Path, line: int = 0) -> str:
    return f"{path.relative_to(ROOT)}:{line}" if line else str(path.relative_to(ROOT))


def test_functions_are_short():
    lengths = {
        f"{where(path, function.lineno)} {function.name}": body_lines(function)
        for path, _, tree in modules()
        for function in functions(tree)
    }
    assert {place: lines for place, lines in lengths.items() if lines > 60} == {}, "Tell it in parts."
    long = {place: lines for place, lines in lengths.items() if lines > 30}
    assert len(long) <= 0.1 * len(lengths), f"Nine in ten functions have at most 30 lines; these have more: {long}"


def test_modules_are_short():
    lengths = {where(path): text.count("\n") for path, text, _ in modules()}
    assert {place: lines for place, lines in lengths.items() if lines > 400} == {}, "Split it along what it is about."
    assert statistics.median(lengths.values()) <= 130


def test_no_name_says_nothing():
    vague = [where(path) for path, _, _ in modules() if FORBIDDEN_NAMES & set(path.stem.lower().split("_"))]
    vague += [
        f"{where(path, node.lineno)} {node.name}"
        for path, _, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef) and re.search(r"(Util|Helper|Manager|Service)s?$", node.name)
    ]
    assert vague == [], "Name it after what it knows."


def test_nothing_is_left_for_later():
    later = [
        where(path, number)
        for path, text in kept_text()
        if path.suffix not in {".lock", ".jsonl", ".csv"}
        for number, line in enumerate(text.splitlines(), 1)
        if re.search(r"\b(TODO|FIXME|XXX|HACK)\b", line)
    ]
    assert later == [], "Do it now, or tell it in docs/."


def test_every_exception_to_a_rule_gives_its_reason():
    bare = []
    for path, text in kept_text():
        if path.suffix != ".py":
            continue
        for number, line in enumerate(text.splitlines(), 1):
            noqa = re.search(r"#\s*(ruff: )?noqa\b(?!: [A-Z]+[0-9]*(, ?[A-Z]+[0-9]+)* - \S)", line)
            ignored = re.search(r"#\s*type:\s*ignore(?!\[[a-z0-9-]+(, ?[a-z0-9-]+)*\]\s+# \S)", line)
            if noqa or ignored:
                bare.append(where(path, number))
    assert bare == [], "Write `# noqa: CODE - reason`, `# type: ignore[code]  # reason`."


def test_no_rule_is_lifted_for_a_whole_module():
    mypy = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["mypy"]
    assert mypy["strict"] is True
    for override in mypy.get("overrides", []):
        # Third parties without types may be named; no module of ours, and no other setting.
        assert override.keys() == {"module", "ignore_missing_imports"}
        assert not override["module"].startswith("amends")


def test_every_public_rule_of_the_core_shows_an_example():
    """A package offers what its `__all__` names, a module what it defines: its docstring or the module's shows it."""
    silent = [
        f"{where(path, node.lineno)} {node.name}"
        for path, _, tree in modules()
        if SOURCE / "core" in path.parents
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and node.name in offered(path.parent, node.name)
        if ">>>" not in (ast.get_docstring(node) or "")
        if not re.search(rf">>> .*\b{node.name}\(", ast.get_docstring(tree) or "")
    ]
    assert silent == [], "Add a doctest: it is the shortest way to tell what a rule does."


def offered(package: Path, name: str) -> set[str]:
    """Tell what a package offers: the names in its `__all__`, or this one where it names none and this is public."""
    init = ast.parse((package / "__init__.py").read_text(encoding="utf-8"))
    for node in init.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            return set(ast.literal_eval(node.value))
    return set() if name.startswith("_") else {name}


def test_the_core_stands_alone():
    program = (
        "import importlib, pkgutil, sys, amends.core as core\n"
        "for found in pkgutil.walk_packages(core.__path__, 'amends.core.'): importlib.import_module(found.name)\n"
        "print(*sorted({'django', 'sqlite3', 'asyncio', 'uvicorn', 'structlog', 'click'} & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout.split() == []


def test_the_core_asks_nobody_the_time_and_opens_nothing():
    """What the import contracts cannot name: single functions and inner modules."""
    asking = {"open", "print", "input", "now", "today", "utcnow", "urandom", "getenv", "default_rng"}
    found = [
        f"{where(path)} {name}"
        for path, text, tree in modules()
        if SOURCE / "core" in path.parents
        for name in (asking & called(tree)) | ({"urllib.request"} if "urllib.request" in text else set())
    ]
    assert found == [], "Time, seeds and what was read are arguments."


def test_a_case_never_moves_without_an_entry_in_the_ledger():
    """Who opens a case or writes its life calls `record` beside it, or is only called by those who do."""
    outside = [
        (f"{where(path, function.lineno)} {function.name}", function.name, called(function), _moves_a_case(function))
        for path, _, tree in modules()
        if SOURCE / "core" not in path.parents
        for function in functions(tree)
    ]
    silent = {(place, name) for place, name, calls, moves in outside if moves and "record" not in calls}
    unrecorded = set()
    while silent:
        place, name = silent.pop()
        callers = [(by, its_name, calls) for by, its_name, calls, _ in outside if name in calls and its_name != name]
        unrecorded |= set() if callers else {place}
        silent |= {(by, its_name) for by, its_name, calls in callers if "record" not in calls}
    assert unrecorded == set(), "Call record(…) in the same transaction."


def _moves_a_case(function: ast.AST) -> bool:
    for node in ast.walk(function):
        if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if any(isinstance(target, ast.Attribute) and target.attr == "life" for target in targets):
                return True
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if node.func.attr == "update" and any(word.arg == "life" for word in node.keywords):
                return True
            if node.func.attr in {"create", "get_or_create"} and "Case.objects" in ast.unparse(node.func):
                return True
    return False


def test_only_the_record_writes_the_ledger():
    writers = {
        where(path)
        for path, _, tree in modules()
        if SOURCE / "core" not in path.parents  # the core's Entry is a value; only rows are kept
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and re.search(r"\bEntry(\.objects\.(bulk_)?create)?$", ast.unparse(node.func))
    }
    assert writers <= {"src/amends/actions/record.py"}


def test_errors_are_caught_by_name():
    """A broad `except` hides what went wrong; only what must outlive anything may have one: worker and writer."""
    broad = [
        where(path, node.lineno)
        for path, _, tree in modules()
        if SOURCE / "worker" not in path.parents and path != SOURCE / "actions" / "line.py"
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or ast.unparse(node.type) in {"Exception", "BaseException"})
    ]
    assert broad == []


def test_no_file_speaks_of_one_machine():
    machine = re.compile(r"(?<![\w.~}/-])/(?:work|home/\w+|root|Users/\w+)/|(?<![\w.~}/-])/tmp/(?!example)")
    found = [
        where(path, number)
        for path, text in kept_text()
        for number, line in enumerate(text.splitlines(), 1)
        if machine.search(line)
    ]
    assert found == [], "Take the path as an argument, or from the environment."


def test_locks_hold_hashes_and_no_addresses():
    locks = sorted(ROOT.glob("requirements*.lock"))
    assert {path.name for path in locks} >= {"requirements.lock", "requirements-dev.lock"}
    for path in locks:
        text = path.read_text(encoding="utf-8")
        assert re.search(r"https?:|--(extra-)?index-url|--find-links|@ file", text) is None, where(path)
        pins = re.findall(r"^[a-z0-9][^\s]*==.*\n(?=(\s+--hash)?)", text, re.MULTILINE)
        assert all(pins), f"{where(path)} pins something without a hash"
        assert len(pins) > 5


def test_every_dependency_is_locked():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    locked = (ROOT / "requirements.lock").read_text(encoding="utf-8").lower()
    names = [re.split(r"[\[><=~! ]", wanted)[0].lower() for wanted in project["dependencies"]]
    assert [name for name in names if f"\n{name}==" not in locked] == [], "Run make lock."


def test_pages_keep_a_strict_policy():
    inline = re.compile(
        r"<script(?![^>]*(?:\bsrc=|type=\"application/json\"))[^>]*>|<style\b|\sstyle\s*=|\son[a-z]+\s*=|\bhx-on|javascript:|src=[\"']https?:",
        re.IGNORECASE,
    )
    found = []
    for path in sorted((SOURCE / "web").rglob("*.html")):
        if path.name == "report.html":
            continue  # a page of its own that must carry its styles; its policy admits them by their hash
        text = re.sub(r"{#.*?#}|{% comment .*?endcomment %}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        found += [f"{where(path)} {match.group(0)}" for match in inline.finditer(text)]
    assert found == [], "A strict policy forbids inline scripts, styles, handlers and foreign scripts."


def test_no_third_party_script_is_kept():
    scripts = [path for path in kept_files() if path.suffix in {".js", ".mjs", ".map", ".wasm"}]
    minified = [
        where(path)
        for path in scripts
        if ".min." in path.name or any(len(line) > 500 for line in path.read_text(encoding="utf-8").splitlines())
    ]
    assert minified == [], "Third-party scripts come out of an installed package at run time."
    assert [where(path) for path in kept_files() if "vendor" in path.parts] == []


def test_no_file_is_large():
    # The readers' weights are measured, not written: each thousand bytes there read better.
    limits = {"src/amends/engine/weights/reader.npz": 4_000_000, "src/amends/engine/weights/careful.npz": 5_000_000}
    sizes = {where(path): path.stat().st_size for path in kept_files()}
    large = {name: size for name, size in sizes.items() if size > limits.get(name, 600_000)}
    assert large == {}, "Make it by a command, or keep it outside."
