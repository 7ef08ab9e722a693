"""A .tar.gz checked and unpacked in memory: nothing of it touches a disk before all of it was found harmless."""

import io
import tarfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

#: How every gzip begins. No text in UTF-8 does.
_MAGIC: Final = b"\x1f\x8b"
#: What an archive may hold once unpacked, headers included.
MOST_BYTES: Final = 20_000_000
MOST_FILES: Final = 2_000
MOST_LETTERS_OF_A_PATH: Final = 200
#: zlib's sign for a gzip header.
_GZIP: Final = 16 + zlib.MAX_WBITS


class ArchiveError(ValueError):
    """What is wrong with an archive, to go into a sentence."""


@dataclass(frozen=True, slots=True)
class File:
    """A file of an archive."""

    content: bytes
    executable: bool = False

    @property
    def text(self) -> str:
        """What it says. Raises ArchiveError."""
        try:
            return self.content.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise ArchiveError("it is not a text in UTF-8") from None


def is_archive(content: bytes) -> bool:
    """Whether these bytes claim to be a .tar.gz."""
    return content.startswith(_MAGIC)


def unpack(content: bytes) -> Mapping[str, File]:
    """The files of a .tar.gz by their paths, such as `modules/net/main.tf`. Raises ArchiveError."""
    files: dict[str, File] = {}
    folders: set[str] = set()
    try:
        with tarfile.open(fileobj=io.BytesIO(_inflated(content)), mode="r:") as tar:
            for member in tar:
                _take(tar, member, files, folders)
    except (tarfile.TarError, UnicodeError, ValueError, OverflowError) as fault:
        if isinstance(fault, ArchiveError):
            raise
        raise ArchiveError(f"it can't be unpacked ({fault})") from None
    _check_folders(files, folders)
    return MappingProxyType(files)


def _inflated(content: bytes) -> bytes:
    """The tar in the gzip; a small gzip may stand for terabytes, so no more than the limit is ever made of it."""
    stream, tar = zlib.decompressobj(_GZIP), b""
    try:
        tar = stream.decompress(content, MOST_BYTES + 1)
    except zlib.error as fault:
        raise ArchiveError(f"it is no gzip ({fault})") from None
    if len(tar) > MOST_BYTES:
        raise ArchiveError(f"it unpacks to more than {MOST_BYTES:,} bytes")
    if not stream.eof:
        raise ArchiveError("its end is missing")
    if stream.unused_data.strip(b"\0"):
        raise ArchiveError("something follows its end")
    return tar


def _take(tar: tarfile.TarFile, member: tarfile.TarInfo, files: dict[str, File], folders: set[str]) -> None:
    path = _path(member.name)
    if member.isdir():
        folders.add(path)
        return
    if member.issym() or member.islnk():
        raise ArchiveError(f"{path} is a link, and links may lead anywhere; put the file itself there")
    stream = tar.extractfile(member) if member.isreg() and not member.issparse() else None
    if stream is None:
        raise ArchiveError(f"{path} is neither a file nor a folder")
    if path in files:
        raise ArchiveError(f"{path} is in it twice")
    if len(files) == MOST_FILES:
        raise ArchiveError(f"it holds more than {MOST_FILES:,} files")
    body = stream.read()
    if len(body) != member.size:
        raise ArchiveError(f"{path} is cut off")
    files[path] = File(body, executable=bool(member.mode & 0o100))


def _check_folders(files: Mapping[str, File], folders: set[str]) -> None:
    """Refuse what is a file and a folder: whoever unpacks it takes one or the other."""
    parents = {"/".join(parts[:depth]) for parts in (path.split("/") for path in files) for depth in range(len(parts))}
    if both := sorted(files.keys() & (folders | parents)):
        raise ArchiveError(f"{both[0] or 'its root'} is a file in it and a folder")


def _path(name: str) -> str:
    """The path of a member, without `./` before it. Raises ArchiveError if it leads out, or hides what it is."""
    if not name.isprintable() or "\\" in name or len(name) > MOST_LETTERS_OF_A_PATH:
        raise ArchiveError(f"{name[:MOST_LETTERS_OF_A_PATH]!r} is no path that a file may have")
    parts = name.split("/")
    if name.startswith("/") or ".." in parts:
        raise ArchiveError(f"{name} leads out of the archive")
    return "/".join(part for part in parts if part not in ("", "."))
