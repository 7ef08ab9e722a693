"""What a version's template says; the version may have been published without anybody reading it (semantics 4.2)."""

from launchpath.api.errors import InvalidParametersException
from launchpath.call import Call
from launchpath.domain import template
from launchpath.domain.provisioning_artifact import ProvisioningArtifact
from launchpath.domain.template import Template
from launchpath.store import templates


def of(call: Call, artifact: ProvisioningArtifact) -> Template:
    """The template of a version."""
    return read(templates.get(call.tx, artifact.template_hash))


def read(body: str) -> Template:
    """The template that a text is; refused in the service's words if it is none."""
    try:
        return template.read(body)
    except template.TemplateError as fault:
        raise InvalidParametersException(fault.refusal) from None
