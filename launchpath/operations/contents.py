"""What a version is made of says; the version may have been published without anybody reading it (semantics 4.2)."""

from launchpath.api.errors import InvalidParametersException
from launchpath.call import Call
from launchpath.domain import artifact as contents
from launchpath.domain.artifact import Kept
from launchpath.domain.provisioning_artifact import ProvisioningArtifact
from launchpath.domain.template import Template
from launchpath.domain.template_tree import TemplateError
from launchpath.store import templates


def of(call: Call, artifact: ProvisioningArtifact) -> Template:
    """What a version asks for, makes and hands out."""
    return read(templates.get(call.tx, artifact.template_hash))


def read(content: Kept) -> Template:
    """The template that a text or an archive is; refused in the service's words if it is none."""
    try:
        return contents.read(content)
    except TemplateError as fault:
        raise InvalidParametersException(fault.refusal) from None


def check_kind(content: Kept, product_type: str, place: str) -> None:
    """Refuse what no product of this type can be made of. `place`: where it came from."""
    try:
        contents.check_kind(content, product_type, place)
    except TemplateError as fault:
        raise InvalidParametersException(fault.refusal) from None
