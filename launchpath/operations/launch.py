"""What a person needs to know before a launch: the paths to a product, and what it asks for (semantics 2.2, 2.5)."""

import json
from collections.abc import Iterator

from launchpath.api import types
from launchpath.api.errors import ResourceNotFoundException
from launchpath.call import Call
from launchpath.domain import arn, constraint, launch_path, page
from launchpath.domain.constraint import Combined
from launchpath.domain.page import Rows
from launchpath.domain.template import Template
from launchpath.operations import contents, replies, tagging, visible
from launchpath.operations.rules import merged
from launchpath.store import constraints


def list_launch_paths(call: Call, request: types.ListLaunchPathsInput) -> types.ListLaunchPathsOutput:
    """The caller's ways to a product. A product that can't be seen is not found, not an empty list (semantics 2.2)."""
    paths = visible.paths(call, request.product_id)
    if not paths:
        raise ResourceNotFoundException(
            "No launch paths found for resource: {product_id}", product_id=request.product_id
        )
    query = (call.caller.arn, request.product_id)
    wanted = page.page(request.page_size, request.page_token, "ListLaunchPaths", *query)
    shown = _slice(paths, wanted)
    return types.ListLaunchPathsOutput(
        launch_path_summaries=tuple(
            types.LaunchPathSummary(
                id=path.id,
                constraint_summaries=replies.constraint_summaries(
                    constraints.on(call.tx, [path.portfolio_id], request.product_id)
                ),
                tags=replies.tags(tagging.of_path(call, request.product_id, path.portfolio_id)),
                name=path.name,
            )
            for path in shown.items
        ),
        next_page_token=wanted.token(shown.last) if shown.last else None,
    )


def _slice(paths: tuple[launch_path.LaunchPath, ...], wanted: page.Page) -> Rows[launch_path.LaunchPath]:
    """One page of a caller's few paths to a product."""
    ids = [path.id for path in paths]
    start = ids.index(str(wanted.after[0])) + 1 if wanted.after and wanted.after[0] in ids else 0
    shown = paths[start : start + wanted.size]
    return Rows(shown, (shown[-1].id,) if len(paths) > start + wanted.size else None)


def describe_provisioning_parameters(
    call: Call, request: types.DescribeProvisioningParametersInput
) -> types.DescribeProvisioningParametersOutput:
    product, paths = visible.launchable(call, request.product_id, request.product_name)
    artifact = visible.artifact(call, product.id, request.provisioning_artifact_id, request.provisioning_artifact_name)
    path = launch_path.choose(paths, product.id, request.path_id, request.path_name)
    rules = combined(call, path.portfolio_id, product.id)
    content = contents.of(call, artifact)
    return types.DescribeProvisioningParametersOutput(
        provisioning_artifact_parameters=tuple(replies.parameter(one) for one in content.parameters),
        constraint_summaries=replies.constraint_summaries(rules.constraints),
        usage_instructions=tuple(_instructions(content, rules)),
        tag_options=tuple(
            types.TagOptionSummary(key=key, values=values)
            for key, values in tagging.offered(call, product.id, product.type, path.portfolio_id).items()
        ),
        provisioning_artifact_preferences=_preferences(rules),
        provisioning_artifact_outputs=(
            types.ProvisioningArtifactOutput(key=artifact.id, description=artifact.description or ""),
        ),
        provisioning_artifact_output_keys=tuple(
            types.ProvisioningArtifactOutput(key=one.key, description=one.description or None)
            for one in content.outputs
        ),
    )


def combined(call: Call, portfolio_id: str, product_id: str) -> Combined:
    """What the constraints of the path through this portfolio decide."""
    here = constraints.on(call.tx, [portfolio_id], product_id)
    return constraint.combine(here, call.account, arn.partition(call.caller.region))


def _instructions(content: Template, rules: Combined) -> Iterator[types.UsageInstruction]:
    """In the recorded order (semantics 2.5)."""
    yield _instruction("rules", json.dumps(merged(content, rules)))
    if content.version:
        yield _instruction("version", content.version)
    if content.capabilities_reason:
        yield _instruction("capabilitiesReason", content.capabilities_reason)
    if content.description:
        yield _instruction("description", content.description)
    if content.metadata is not None:
        yield _instruction("metadata", json.dumps(content.metadata))
    if rules.launch_role_arn:
        yield _instruction("launchAsRole", rules.launch_role_arn)
    yield _instruction("tagUpdateOnProvisionedProduct", "ALLOWED" if rules.tag_updates_allowed else "NOT_ALLOWED")
    for capability in content.capabilities:
        yield _instruction("capability", capability)


def _instruction(kind: str, value: str) -> types.UsageInstruction:
    return types.UsageInstruction(type=kind, value=value)


def _preferences(rules: Combined) -> types.ProvisioningArtifactPreferences:
    stack_set = rules.stack_set or {}
    accounts, regions = stack_set.get("AccountList"), stack_set.get("RegionList")
    return types.ProvisioningArtifactPreferences(
        stack_set_accounts=tuple(accounts) if accounts else None,
        stack_set_regions=tuple(regions) if regions else None,
    )
