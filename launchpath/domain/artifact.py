"""What a version is made of: a template's text, or an archive's bytes; and what either says."""

import json
from dataclasses import asdict, dataclass, field
from typing import TypeAlias

from launchpath.domain import template, terraform_module
from launchpath.domain.archive import is_archive
from launchpath.domain.parameter import Parameter
from launchpath.domain.template import Template
from launchpath.domain.template_tree import TemplateError


@dataclass(frozen=True, slots=True)
class Described:
    """An archive that only its engine can read, and what that engine says that it asks for (semantics 7.4)."""

    archive: bytes = field(repr=False)
    parameters: tuple[Parameter, ...]

    def written(self) -> str:
        """The description, to be kept."""
        return json.dumps([asdict(one) for one in self.parameters])


#: A CloudFormation template, or a .tar.gz of Terraform's files.
Content: TypeAlias = str | bytes

#: The same as it is kept: engines may have described an archive.
Kept: TypeAlias = Content | Described

#: The types of product that are made of templates; all others are made of archives.
_OF_TEMPLATES = frozenset({"CLOUD_FORMATION_TEMPLATE"})


def content_of(body: bytes) -> Content:
    """What came from a source, as what it is. Raises UnicodeDecodeError if it is neither."""
    return body if is_archive(body) else body.decode()


def described(archive: bytes, written: str) -> Described:
    """An archive with its description as it was kept."""
    declared = (one | {"allowed_values": tuple(one["allowed_values"])} for one in json.loads(written))
    return Described(archive, tuple(Parameter(**one) for one in declared))


def archive_of(content: Kept) -> bytes:
    """The .tar.gz that it is; empty: it is none."""
    return content.archive if isinstance(content, Described) else b"" if isinstance(content, str) else content


def read(content: Kept) -> Template:
    """What it asks for, makes and hands out. Raises TemplateError."""
    if isinstance(content, Described):
        return _template(content.parameters)
    return template.read(content) if isinstance(content, str) else terraform_module.read(content)


def check_kind(content: Kept, product_type: str, place: str) -> None:
    """Raises TemplateError when a product of this type can't be made of it. `place`: where it came from."""
    if product_type in _OF_TEMPLATES:
        if not isinstance(content, str):
            raise TemplateError("Template format error: unsupported structure. It is an archive, not a template.")
    elif isinstance(content, str):
        raise terraform_module.ModuleError(f"Artifact from {place} is not a valid tar.gz file: it is a text")


def _template(parameters: tuple[Parameter, ...]) -> Template:
    """All that is known of what an engine has described."""
    return Template(
        version=None,
        description=None,
        metadata=None,
        parameters=parameters,
        rules={},
        conditions={},
        resources=(),
        outputs=(),
        transforms=(),
        capabilities=(),
        capabilities_reason=None,
        _sections={"Mappings": {}, "Conditions": {}, "Resources": {}, "Outputs": {}},
    )
