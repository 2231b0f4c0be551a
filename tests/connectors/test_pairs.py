"""What came in (`pairs/<name>`) beside the vocabulary it becomes (`<name>.posts.jsonl`) and what was told."""

from __future__ import annotations

import shutil
import tarfile
from pathlib import Path

import pytest

from amends.connectors.archive import FORMATS, read_archive

PAIRS = Path(__file__).parent / "pairs"
CAME_IN = sorted(path for path in PAIRS.iterdir() if not path.name.endswith((".posts.jsonl", ".told.txt")))


def read(path, **options):
    posts, told, skipped = [], [], 0
    for batch in read_archive(path, **options):
        posts += batch.posts
        told += [f"{Path(refusal.file).name}, line {refusal.line}: {refusal.reason}" for refusal in batch.refusals]
        skipped += batch.skipped
    return posts, told, skipped


def expected(path):
    stem = path.name if path.is_dir() else path.stem
    posts, _, _ = read(PAIRS / f"{stem}.posts.jsonl", format="jsonl")
    told = PAIRS / f"{stem}.told.txt"
    *lines, count = told.read_text().splitlines() if told.exists() else ["0 no posts"]
    return posts, lines, int(count.split()[0])


def named(path):
    return next(name for name in FORMATS if path.name.startswith(name))


@pytest.mark.parametrize("path", CAME_IN, ids=lambda path: path.name)
@pytest.mark.parametrize("told_format", [True, False], ids=["named", "auto"])
@pytest.mark.parametrize("batch", [1, 4096])
def test_what_came_in_becomes_the_vocabulary(path, told_format, batch):
    assert read(path, format=named(path) if told_format else "auto", batch=batch) == expected(path)


@pytest.mark.parametrize("path", [path for path in CAME_IN if path.is_dir()], ids=lambda path: path.name)
@pytest.mark.parametrize("kind", ["zip", "gztar", "tar"])
def test_a_packed_folder_reads_like_the_folder(tmp_path, path, kind):
    packed = shutil.make_archive(str(tmp_path / path.name), kind, root_dir=PAIRS, base_dir=path.name)
    assert read(Path(packed)) == expected(path)


def test_every_format_has_a_pair():
    assert {named(path) for path in CAME_IN} == set(FORMATS) - {"auto"}


def test_a_packed_export_is_read_without_unpacking_to_disk(tmp_path):
    packed = tmp_path / "export.tar.gz"
    with tarfile.open(packed, "w:gz") as tar:
        tar.add(PAIRS / "mastodon.export" / "outbox.json", "../../outbox.json")
    posts, _, _ = read(packed)
    assert len(posts) == 2
    assert list(tmp_path.iterdir()) == [packed]
