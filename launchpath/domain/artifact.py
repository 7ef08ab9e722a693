"""What a version is made of: a template's text, or an archive's bytes; and what either says."""

from typing import TypeAlias

from launchpath.domain import template, terraform_module
from launchpath.domain.archive import is_archive
from launchpath.domain.template import Template
from launchpath.domain.template_tree import TemplateError

#: A CloudFormation template, or a .tar.gz of Terraform's files.
Content: TypeAlias = str | bytes

#: The types of product that are made of templates; all others are made of archives.
_OF_TEMPLATES = frozenset({"CLOUD_FORMATION_TEMPLATE"})


def content_of(body: bytes) -> Content:
    """What came from a source, as what it is. Raises UnicodeDecodeError if it is neither."""
    return body if is_archive(body) else body.decode()


def read(content: Content) -> Template:
    """What it asks for, makes and hands out. Raises TemplateError."""
    return template.read(content) if isinstance(content, str) else terraform_module.read(content)


def check_kind(content: Content, product_type: str, place: str) -> None:
    """Raises TemplateError when a product of this type can't be made of it. `place`: where it came from."""
    if product_type in _OF_TEMPLATES:
        if isinstance(content, bytes):
            raise TemplateError("Template format error: unsupported structure. It is an archive, not a template.")
    elif isinstance(content, str):
        raise terraform_module.ModuleError(f"Artifact from {place} is not a valid tar.gz file: it is a text")
