"""Templates while they are written: what one would ask for and make, and the text of one that was published."""

from msgspec import Struct

from launchpath.api import types
from launchpath.api.errors import InvalidParametersException
from launchpath.call import Call
from launchpath.operations import contents, owned, replies
from launchpath.operations.catalog_views import TemplateResource, described
from launchpath.store import templates


class CheckTemplateInput(Struct, frozen=True, kw_only=True):
    """A template that nobody has published yet."""

    body: str

    def __repr__(self) -> str:
        return "CheckTemplateInput()"


class CheckTemplateOutput(Struct, frozen=True, kw_only=True):
    """What it would ask for and make; or why it is no template."""

    refusal: str
    description: str
    parameters: tuple[types.ProvisioningArtifactParameter, ...]
    #: The parameters that may be left out.
    with_default: frozenset[str]
    metadata: dict[str, object] | None
    resources: tuple[TemplateResource, ...]
    outputs: tuple[types.RecordOutput, ...]
    capabilities: tuple[str, ...]


class GetTemplateInput(Struct, frozen=True, kw_only=True):
    """A version whose template is wanted."""

    product_id: str
    provisioning_artifact_id: str


class GetTemplateOutput(Struct, frozen=True, kw_only=True):
    """Its text, as it was published."""

    body: str


def check_template(_: Call, request: CheckTemplateInput) -> CheckTemplateOutput:
    try:
        content = contents.read(request.body)
    except InvalidParametersException as refusal:
        return CheckTemplateOutput(
            refusal=refusal.message,
            description="",
            parameters=(),
            with_default=frozenset(),
            metadata=None,
            resources=(),
            outputs=(),
            capabilities=(),
        )
    made = described(content)
    return CheckTemplateOutput(
        refusal="",
        description=made.description,
        parameters=tuple(replies.parameter(one) for one in content.parameters),
        with_default=frozenset(one.key for one in content.parameters if one.default is not None),
        metadata=content.metadata,
        resources=made.resources,
        outputs=made.outputs,
        capabilities=content.capabilities,
    )


def get_template(call: Call, request: GetTemplateInput) -> GetTemplateOutput:
    product = owned.product(call, request.product_id)
    artifact = owned.artifact(call, product.id, request.provisioning_artifact_id)
    content = templates.get(call.tx, artifact.template_hash)
    if not isinstance(content, str):
        raise InvalidParametersException(
            "Version {artifact_id} is made of an archive, which has no one text. Publish another version from a URL.",
            artifact_id=artifact.id,
        )
    return GetTemplateOutput(body=content)
