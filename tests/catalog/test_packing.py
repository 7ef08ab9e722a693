"""A folder as an archive: the same wherever and by whomever it is packed."""

import os
from pathlib import Path

from launchpath.catalog.packing import packed
from launchpath.domain import archive


def written(folder: Path) -> Path:
    (folder / "net").mkdir(parents=True)
    (folder / "main.tf").write_text('module "net" {\n  source = "./net"\n}\n')
    (folder / "net" / "main.tf").write_text("")
    (folder / "run.sh").write_text("#!/bin/sh\n")
    (folder / "run.sh").chmod(0o755)
    return folder


def test_equal_folders_make_equal_archives_whatever_their_times(tmp_path: Path) -> None:
    one, two = written(tmp_path / "one"), written(tmp_path / "two")
    os.utime(two / "main.tf", (1, 1))
    assert packed(one) == packed(two)


def test_all_files_are_in_it_with_their_paths(tmp_path: Path) -> None:
    found = archive.unpack(packed(written(tmp_path / "one")))
    assert list(found) == ["main.tf", "net/main.tf", "run.sh"]
    assert found["run.sh"].executable


def test_what_terraform_and_git_leave_behind_is_left_out(tmp_path: Path) -> None:
    folder = written(tmp_path / "one")
    before = packed(folder)
    for name in (".terraform", ".git"):
        (folder / name).mkdir()
        (folder / name / "file").write_text("left")
    assert packed(folder) == before
