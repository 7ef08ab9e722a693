"""What a launch or an update would be refused for, told before it is asked for: while a person fills in a form."""

from collections.abc import Iterator, Mapping

from msgspec import Struct

from launchpath.api.errors import InvalidParametersException
from launchpath.call import Call
from launchpath.domain import launch_path, parameter
from launchpath.domain.provisioned_product import ProvisionedProduct
from launchpath.domain.template import Template
from launchpath.operations import contents, rules, visible
from launchpath.operations.changes import demands_of
from launchpath.store import previous_values, provisioned_products


class CheckProvisioningParametersInput(Struct, frozen=True, kw_only=True):
    """A launch as it stands in a form; with the id of a provisioned product, an update of that one."""

    product_id: str
    provisioning_artifact_id: str
    path_id: str | None = None
    #: The name of what would be made; None: it is not asked about.
    provisioned_product_name: str | None = None
    provisioned_product_id: str | None = None
    values: dict[str, str]
    #: The parameters that are to keep their values.
    kept: frozenset[str] = frozenset()

    def __repr__(self) -> str:
        return f"CheckProvisioningParametersInput(product_id={self.product_id!r}, keys={sorted(self.values)})"


class CheckProvisioningParametersOutput(Struct, frozen=True, kw_only=True):
    """What is wrong, in words to be read beside the form."""

    #: By the parameter's key.
    flaws: dict[str, str]
    #: The descriptions of the rules that the values break together.
    broken_rules: tuple[str, ...]
    #: What is wrong with the name.
    name_flaw: str | None
    #: The parameters that may be left out: the API does not tell that of secret ones.
    with_default: frozenset[str]


def check_provisioning_parameters(
    call: Call, request: CheckProvisioningParametersInput
) -> CheckProvisioningParametersOutput:
    product, paths = visible.launchable(call, request.product_id, None)
    artifact = visible.artifact(call, product.id, request.provisioning_artifact_id, None)
    path = launch_path.choose(paths, product.id, request.path_id)
    content = contents.of(call, artifact)
    values = request.values | _kept(call, request)
    flaws = dict(_flaws(content, values))
    return CheckProvisioningParametersOutput(
        flaws=flaws,
        broken_rules=_broken(call, content, path, product.id, values),
        name_flaw=_name_flaw(call, request.provisioned_product_name),
        with_default=frozenset(one.key for one in content.parameters if one.optional or one.default is not None),
    )


def _kept(call: Call, request: CheckProvisioningParametersInput) -> dict[str, str]:
    if request.provisioned_product_id is None or not request.kept:
        return {}
    subject: ProvisionedProduct = visible.provisioned_product(call, request.provisioned_product_id, None)
    previous = previous_values.of(call.tx, subject)
    return {key: value for key in request.kept if (value := previous.get(key)) is not None}


def _flaws(content: Template, values: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for declared in content.parameters:
        value = values.get(declared.key, declared.default)
        if not value and declared.optional:
            continue
        if value is None or (value == "" and declared.default is None):
            yield declared.key, "A value is needed."
        elif flaw := parameter.flaw(declared, value):
            yield declared.key, flaw


def _broken(
    call: Call, content: Template, path: launch_path.LaunchPath, product_id: str, values: Mapping[str, str]
) -> tuple[str, ...]:
    try:
        known = {declared.key for declared in content.parameters}
        told = {key: value for key, value in values.items() if key in known}
        return rules.broken(content, demands_of(call, path, product_id), told)
    except InvalidParametersException as refusal:
        return (refusal.message,)


def _name_flaw(call: Call, name: str | None) -> str | None:
    if name and provisioned_products.name_is_taken(call.tx, call.account, name):
        return f"There is a {name} already. Choose another name."
    return None
