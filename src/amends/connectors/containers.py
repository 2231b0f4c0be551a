"""What holds an archive's files: a single file, a folder, a zip, a tar. Nothing is ever unpacked to disk."""

from __future__ import annotations

import tarfile
import zipfile
import zlib
from typing import TYPE_CHECKING, Final, Protocol, cast

from amends.connectors.opening import (
    CHUNK,
    ByteSource,
    Expansion,
    MeteredFile,
    cannot_open,
    head_of,
    unpacked,
)
from amends.connectors.outcome import Damage, UnreadableArchive
from amends.connectors.salvage import Inflated, LocalMember, local_members

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import IO

ZIP_MAGIC: Final = b"PK\x03\x04"
_TAR_MARK: Final = (257, b"ustar")
_TAR_PIECE: Final = 10_240
_ZIP_PIECE: Final = 4_096
"""Bytes read of a packed member at a time: where it breaks, no more than this is lost."""

_FOLDER_CAP: Final = 100_000


class Container(Protocol):
    """Files by name, each of which can be opened as a stream of bytes once or more."""

    names: list[str]
    size: int

    @property
    def done(self) -> int:
        """Bytes read of ``size`` so far."""

    def open(self, name: str) -> ByteSource:
        """Give the bytes of a member, unpacked. Raises `Damage`."""

    def label(self, name: str) -> str:
        """Say where a member lies, for refusals."""

    def close(self) -> None:
        """Let go of the files on disk."""


class Files:
    """One file, or those of a folder, each under its path relative to ``root``."""

    def __init__(self, root: Path, names: list[str], *, shown: Path) -> None:
        self.names = names
        self._root = root
        self._shown = shown
        self._open: list[MeteredFile] = []
        self.size = sum(_size(root / name) for name in names)

    @property
    def done(self) -> int:
        """Bytes read so far."""
        return sum(file.done for file in self._open)

    def open(self, name: str) -> ByteSource:
        """Give the bytes of a file, unpacked where gzip packed them. Raises `Damage`."""
        try:
            self._open.append(MeteredFile(self._root / name))
        except UnreadableArchive as error:
            raise Damage(str(error)) from None
        return unpacked(self._open[-1])

    def label(self, name: str) -> str:
        """Give the path as it was given, and below a folder the name."""
        return str(self._shown if self._shown != self._root else self._shown / name)

    def close(self) -> None:
        """Let go of every file that was opened."""
        for file in self._open:
            file.close()


class Zip:
    """The members of a zip. One whose list of members at the end is lost is read by walking its members."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = MeteredFile(path)
        self.size = self._file.size
        self._zip: zipfile.ZipFile | None = None
        self._walked: dict[str, LocalMember] = {}
        try:
            self._zip = zipfile.ZipFile(cast("IO[bytes]", self._file))
            self.names = [info.filename for info in self._zip.infolist() if not info.is_dir()]
        except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
            # ValueError and OSError are how zipfile says that an offset in a damaged list points nowhere.
            self._walked = {member.name: member for member in local_members(self._file)}
            self.names = list(self._walked)
        if not self.names:
            self._file.close()
            raise UnreadableArchive(f"{path} is a zip, but no member of it can be read.")

    @property
    def damaged(self) -> bool:
        """Whether the list of members at the end is lost, as in a download that broke off."""
        return self._zip is None

    @property
    def done(self) -> int:
        """Bytes read of the zip so far."""
        return min(self._file.done, self.size)

    def open(self, name: str) -> ByteSource:
        """Give the bytes of a member, unpacked as they are asked for. Raises `Damage`."""
        if self._zip is None:
            return Inflated(self._file, self._walked[name])
        try:
            info = self._zip.getinfo(name)
            return _Guarded(self._zip.open(info), info.compress_size, _ZIP_PIECE)
        except (RuntimeError, NotImplementedError):
            raise Damage("This member is locked with a password or packed in a way we do not know.") from None
        except (zipfile.BadZipFile, OSError, EOFError, ValueError):
            raise Damage("This member of the zip is damaged.") from None

    def label(self, name: str) -> str:
        """Give the path of the archive, a slash, and the member."""
        return f"{self._path}/{name}"

    def close(self) -> None:
        """Let go of the zip."""
        self._file.close()


class _Guarded:
    """A member's stream whose every failure is a sentence, and which stops a bomb."""

    def __init__(self, stream: IO[bytes], packed: int, piece: int) -> None:
        self._stream = stream
        self._piece = piece
        self._guard = Expansion(packed)

    def read(self, size: int, /) -> bytes:
        try:
            piece = self._stream.read(min(size, self._piece))
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, tarfile.TarError):
            raise Damage("The packed data ends or is damaged here.") from None
        self._guard.admit(len(piece))
        return piece


class Tar:
    """The members of a tar, packed with gzip or not; opening one reads the tar from its beginning."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._files: list[MeteredFile] = []
        self.size = path.stat().st_size
        self.damaged = False
        self.names = [member.name for member, _ in self._members()]
        if not self.names:
            raise UnreadableArchive(f"{path} is a tar, but no member of it can be read.")
        self.size *= 2  # the first pass is done, the second is to come

    @property
    def done(self) -> int:
        """Bytes read over both passes."""
        return min(sum(file.done for file in self._files), self.size)

    def open(self, name: str) -> ByteSource:
        """Give the bytes of a member, reading the tar anew up to it. Raises `Damage`."""
        for member, tar in self._members():
            if member.name == name and (stream := tar.extractfile(member)) is not None:
                # The guard against bombs stands below the tar, where the gzip is unpacked.
                return _Guarded(stream, self.size, _TAR_PIECE)
        raise Damage("This member of the tar cannot be found again.")

    def label(self, name: str) -> str:
        """Give the path of the archive, a slash, and the member."""
        return f"{self._path}/{name}"

    def close(self) -> None:
        """Let go of the tar."""
        for file in self._files:
            file.close()

    def _members(self) -> Iterator[tuple[tarfile.TarInfo, tarfile.TarFile]]:
        self._files.append(MeteredFile(self._path))
        try:
            tar = tarfile.open(  # noqa: SIM115 - it lives as long as the member that is read from it
                fileobj=cast("IO[bytes]", _Exact(unpacked(self._files[-1]))), mode="r|", bufsize=_TAR_PIECE
            )
            for member in tar:
                if member.isfile():
                    yield member, tar
        except (tarfile.TarError, EOFError, Damage):
            self.damaged = True


class _Exact:
    """Gives just as many bytes as asked for while there are any, as tarfile wants them."""

    def __init__(self, source: ByteSource) -> None:
        self._source = source
        self._held = b""

    def read(self, size: int, /) -> bytes:
        pieces, missing = [self._held], size - len(self._held)
        try:
            while missing > 0 and (piece := self._source.read(max(missing, CHUNK))):
                pieces.append(piece)
                missing -= len(piece)
        except Damage:
            if missing == size:
                raise  # nothing is left of what stood before the break
        whole = b"".join(pieces)
        self._held = whole[size:]
        return whole[:size]


def open_container(path: Path) -> Container:
    """Open whatever lies at a path. Raises `UnreadableArchive`."""
    if path.is_dir():
        return _folder(path)
    with MeteredFile(path) as file:
        first = head_of(file, 4)
    if first.startswith(ZIP_MAGIC):
        return Zip(path)
    with MeteredFile(path) as file:
        offset, mark = _TAR_MARK
        try:
            first = head_of(unpacked(file), offset + len(mark))
        except Damage as damage:
            raise UnreadableArchive(f"{path}: {damage} Nothing before that could be read.") from None
    if first[offset:] == mark:
        return Tar(path)
    return Files(path.parent, [path.name], shown=path)


def _folder(path: Path) -> Files:
    try:
        found = sorted(
            str(file.relative_to(path))
            for file in path.rglob("*")
            if file.suffix in (".js", ".json") and file.is_file()
        )
    except OSError as error:
        raise UnreadableArchive(cannot_open(path, error)) from None
    if not found:
        raise UnreadableArchive(
            f"{path} is a folder without the files of an X, Mastodon or GitHub archive. Name the files to read."
        )
    return Files(path, found[:_FOLDER_CAP], shown=path)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
