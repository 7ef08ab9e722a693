"""An archive's files in a folder, for nobody's eyes but ours."""

from collections.abc import Mapping
from pathlib import Path

from launchpath.domain.archive import File


def lay_out(folder: Path, files: Mapping[str, File]) -> None:
    """Write the files of an archive, whose paths are known to lead nowhere else, into a folder."""
    folder.mkdir(mode=0o700, exist_ok=True)
    for path, file in files.items():
        there = folder / path
        there.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        there.write_bytes(file.content)
        there.chmod(0o700 if file.executable else 0o600)
