"""The templates beside catalog.yaml: read, and found fit to be published, before anything is changed."""

from pathlib import Path

from launchpath.catalog.document import Product, Template, Version
from launchpath.catalog.faults import CatalogError
from launchpath.catalog.packing import packed
from launchpath.domain import archive, artifact
from launchpath.domain.archive import ArchiveError
from launchpath.domain.artifact import Content, content_of
from launchpath.domain.template import MAX_BYTES
from launchpath.domain.template_tree import TemplateError

#: The type of product whose archives are Terraform's, whichever engine makes them.
_OF_TERRAFORM = "TERRAFORM_OPEN_SOURCE"


def title(product: Product, version: Version) -> str:
    """What people are told that a refusal is about."""
    return f"Product {product.name}, version {version.name} ({version.template})"


def read(folder: Path, product: Product, version: Version) -> Template | None:
    """The template that a version names; None: it names a URL, which only the server reads. Raises CatalogError."""
    if "://" in version.template:
        return None
    try:
        content = _content(folder, version.template)
        artifact.check_kind(content, product.type, version.template)
        _check(content, product.type)
    except OSError as fault:
        raise CatalogError(f"{title(product, version)} can't be read: {fault.strerror} ({fault.filename}).") from None
    except UnicodeDecodeError:
        raise CatalogError(f"{title(product, version)} is neither a text in UTF-8 nor a .tar.gz.") from None
    except (ArchiveError, TemplateError) as fault:
        raise CatalogError(f"{title(product, version)}: {fault}") from None
    return Template(content)


def _check(content: Content, product_type: str) -> None:
    """Raises TemplateError and ArchiveError. What other archives hold, only their engine can say."""
    if isinstance(content, str) or product_type == _OF_TERRAFORM:
        artifact.read(content)
    else:
        archive.unpack(content)


def _content(folder: Path, path: str) -> Content:
    file = (folder / path).resolve()
    if not file.is_relative_to(folder.resolve()):
        raise TemplateError(f"The template lies outside {folder}. Put it beside catalog.yaml.")
    if file.is_dir():
        content: Content = packed(file)
    elif file.exists() and not file.is_file():
        raise TemplateError("The template is neither a file nor a folder.")
    else:
        with file.open("rb") as opened:
            content = content_of(opened.read(MAX_BYTES + 1))
    if len(content) > MAX_BYTES:
        raise TemplateError(f"The template is larger than {MAX_BYTES:,} bytes.")
    return content
