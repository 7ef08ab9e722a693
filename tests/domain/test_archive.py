"""Archives: what is taken from one, and what is refused before anything is unpacked (semantics 7.4)."""

import gzip
import io
import tarfile

import pytest

from launchpath.domain import archive
from launchpath.domain.archive import ArchiveError


def packed(*members: tuple[str, bytes | None], **features: object) -> bytes:
    """A .tar.gz of these members; None: a folder. `features` are set on every one."""
    body = io.BytesIO()
    with tarfile.open(fileobj=body, mode="w") as tar:
        for name, content in members:
            member = tarfile.TarInfo(name)
            member.type = tarfile.DIRTYPE if content is None else tarfile.REGTYPE
            member.size = len(content or b"")
            for feature, value in features.items():
                setattr(member, feature, value)
            tar.addfile(member, io.BytesIO(content or b""))
    return gzip.compress(body.getvalue())


def refusal(content: bytes) -> str:
    with pytest.raises(ArchiveError) as refused:
        archive.unpack(content)
    return str(refused.value)


def test_files_come_out_with_their_paths_and_folders_are_made_by_them() -> None:
    files = archive.unpack(packed(("./main.tf", b"a"), ("./net", None), ("./net/main.tf", b"b")))
    assert {path: one.content for path, one in files.items()} == {"main.tf": b"a", "net/main.tf": b"b"}


def test_a_script_stays_executable() -> None:
    files = archive.unpack(packed(("run.sh", b"#!/bin/sh"), mode=0o755))
    assert files["run.sh"].executable


def test_a_text_is_no_archive() -> None:
    assert not archive.is_archive(b"Resources: {}")
    assert "it is no gzip" in refusal(b"Resources: {}")


@pytest.mark.parametrize("path", ["../main.tf", "/etc/passwd", "a/../../b", "a\\b", "a\nb", "x" * 300])
def test_a_path_that_leads_out_or_hides_what_it_is_is_refused(path: str) -> None:
    assert path[:4] in refusal(packed((path, b""))) or "no path that a file may have" in refusal(packed((path, b"")))


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE])
def test_a_link_is_refused(kind: bytes) -> None:
    assert "is a link" in refusal(packed(("main.tf", b""), type=kind, linkname="/etc/passwd"))


@pytest.mark.parametrize("kind", [tarfile.FIFOTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE])
def test_a_device_is_refused(kind: bytes) -> None:
    assert refusal(packed(("main.tf", b""), type=kind)) == "main.tf is neither a file nor a folder"


def test_a_path_that_is_there_twice_is_refused() -> None:
    assert refusal(packed(("main.tf", b"a"), ("./main.tf", b"b"))) == "main.tf is in it twice"


@pytest.mark.parametrize(
    "members",
    [
        [("a", b""), ("a/b", b"")],
        [("a/b", b""), ("a", b"")],
        [("a/b/c", b""), ("a", b"")],
        [("a", None), ("a", b"")],
    ],
)
def test_what_is_a_file_and_a_folder_is_refused(members: list[tuple[str, bytes | None]]) -> None:
    assert refusal(packed(*members)) == "a is a file in it and a folder"


def test_a_file_without_a_name_is_refused() -> None:
    assert refusal(packed((".", b"a"))) == "its root is a file in it and a folder"


def test_what_follows_the_end_is_refused() -> None:
    """Others may take it for a part of the archive."""
    assert refusal(packed(("a", b"")) + packed(("b", b""))) == "something follows its end"


def test_a_small_archive_that_unpacks_to_too_much_is_refused() -> None:
    assert refusal(packed(("main.tf", b"\0" * archive.MOST_BYTES))) == "it unpacks to more than 20,000,000 bytes"


def test_too_many_files_are_refused() -> None:
    many = [(f"{number}.tf", b"") for number in range(archive.MOST_FILES + 1)]
    assert refusal(packed(*many)) == "it holds more than 2,000 files"


def test_an_archive_that_was_cut_off_is_refused() -> None:
    assert refusal(packed(("main.tf", b"a" * 5_000))[:-20]) == "its end is missing"


def test_what_only_begins_like_a_gzip_is_refused() -> None:
    assert "it is no gzip" in refusal(b"\x1f\x8bnonsense")


def test_a_gzip_of_something_else_is_refused() -> None:
    assert "it can't be unpacked" in refusal(gzip.compress(b"no tar at all" * 100))
