"""The API as it was on 2016-07-07: how its eleven operations differed from today's, as tables, and the translation.

A request has the constraints of its day. Where that day stated none, today's hold: they bound what is kept and logged,
and whatever is made in one edition must have a name in the other.
"""

from collections.abc import Mapping
from dataclasses import replace
from types import NoneType
from typing import Annotated, Any, Literal, cast, get_args

import msgspec
from msgspec import Meta, Struct, structs

from launchpath.api import operations, types
from launchpath.call import WIDEST

#: What a path has in front.
PREFIX = "/2016-07-07"

_NAMES = (
    "DescribeProduct",
    "DescribeProductView",
    "DescribeProvisioningParameters",
    "DescribeRecord",
    "ListLaunchPaths",
    "ListRecordHistory",
    "ProvisionProduct",
    "ScanProvisionedProducts",
    "SearchProducts",
    "TerminateProvisionedProduct",
    "UpdateProvisionedProduct",
)

#: The members that came later, by shape: ignored in requests, left out of replies.
LATER: Mapping[type[Struct], frozenset[str]] = {
    types.DescribeProductInput: frozenset({"name"}),
    types.DescribeProvisioningParametersInput: frozenset({"product_name", "provisioning_artifact_name", "path_name"}),
    types.ListRecordHistoryInput: frozenset({"access_level_filter"}),
    types.ProvisionProductInput: frozenset(
        {"product_name", "provisioning_artifact_name", "path_name", "provisioning_preferences"}
    ),
    types.ScanProvisionedProductsInput: frozenset({"access_level_filter"}),
    types.TerminateProvisionedProductInput: frozenset({"retain_physical_resources"}),
    types.UpdateProvisionedProductInput: frozenset(
        {"product_name", "provisioning_artifact_name", "path_name", "provisioning_preferences", "tags"}
    ),
    types.DescribeProductOutput: frozenset({"budgets", "launch_paths"}),
    types.DescribeProvisioningParametersOutput: frozenset(
        {
            "tag_options",
            "provisioning_artifact_preferences",
            "provisioning_artifact_outputs",
            "provisioning_artifact_output_keys",
        }
    ),
    types.ParameterConstraints: frozenset(
        {"allowed_pattern", "constraint_description", "max_length", "min_length", "max_value", "min_value"}
    ),
    types.ProvisionedProductDetail: frozenset(
        {
            "last_provisioning_record_id",
            "last_successful_provisioning_record_id",
            "product_id",
            "provisioning_artifact_id",
            "launch_role_arn",
        }
    ),
    types.ProvisioningArtifact: frozenset({"guidance"}),
    types.RecordDetail: frozenset({"launch_role_arn"}),
}

_NAME_OR_ARN = (
    r"[a-zA-Z0-9][a-zA-Z0-9_-]{0,127}"
    r"|arn:[a-z0-9-\.]{1,63}:[a-z0-9-\.]{0,63}:[a-z0-9-\.]{0,63}:[a-z0-9-\.]{0,63}:[^/].{0,1023}"
)
NameOrArn = Annotated[
    str, Meta(min_length=1, max_length=1224, pattern=rf"^(?:{_NAME_OR_ARN})\Z", extra={"pattern": _NAME_OR_ARN})
]


class Tag(types.Tag, frozen=True, kw_only=True):
    """A tag of a request: `%` was allowed in it."""

    key: types.RecordTagKey = msgspec.field(name="Key")
    value: types.RecordTagValue = msgspec.field(name="Value")


#: The members of requests that were of another type; required, unless they may be None.
OTHERWISE: Mapping[type[Struct], Mapping[str, Any]] = {
    types.DescribeProductInput: {"id": types.Id},
    types.DescribeProvisioningParametersInput: {"product_id": types.Id, "provisioning_artifact_id": types.Id},
    types.ProvisionProductInput: {
        "product_id": types.Id,
        "provisioning_artifact_id": types.Id,
        "tags": Annotated[tuple[Tag, ...], Meta(max_length=10)] | None,
    },
    types.SearchProductsInput: {
        "filters": dict[Literal["FullTextSearch", "Owner", "ProductType"], tuple[str, ...]] | None,
        "page_size": types.PageSize | None,
    },
    types.TerminateProvisionedProductInput: {"provisioned_product_name": NameOrArn | None},
    types.UpdateProvisionedProductInput: {"provisioned_product_name": NameOrArn | None},
}

_ALL = {"access_level_filter": types.AccessLevelFilter(key=cast(Any, WIDEST))}

#: What requests meant without a member to say so: the lists were of "all" that the policies let a caller see.
IMPLIED: Mapping[type[Struct], Mapping[str, Any]] = {
    types.ListRecordHistoryInput: _ALL,
    types.ScanProvisionedProductsInput: _ALL,
}

#: The one enumeration of statuses, by today's statuses of records and of provisioned products.
STATUSES: Mapping[str, str] = {
    "CREATED": "IN_PROGRESS",
    "IN_PROGRESS": "IN_PROGRESS",
    "IN_PROGRESS_IN_ERROR": "IN_PROGRESS",
    "SUCCEEDED": "SUCCEEDED",
    "FAILED": "ERROR",
    "AVAILABLE": "SUCCEEDED",
    "UNDER_CHANGE": "IN_PROGRESS",
    "PLAN_IN_PROGRESS": "IN_PROGRESS",
    "ERROR": "ERROR",
    # Its last operation failed: whoever waits for that operation must not read that it succeeded.
    "TAINTED": "ERROR",
}


def _shape(today: type[Struct]) -> type[Struct]:
    """The shape that requests had."""
    later, otherwise = LATER.get(today, ()), OTHERWISE.get(today, {})
    members = [
        _member(one, otherwise.get(one.name, one.type)) for one in structs.fields(today) if one.name not in later
    ]
    return msgspec.defstruct(today.__name__, members, bases=(types.Shape,), module=__name__, frozen=True, kw_only=True)


def _member(today: structs.FieldInfo, kind: Any) -> tuple[str, Any, Any]:
    optional = NoneType in get_args(kind)
    return today.name, kind, msgspec.field(name=today.encode_name, default=None if optional else msgspec.NODEFAULT)


OPERATIONS: Mapping[str, operations.Operation] = {
    name: replace(operations.OPERATIONS[name], input=_shape(operations.OPERATIONS[name].input)) for name in _NAMES
}


def asked(operation: str, request: Struct) -> Struct:
    """A request, as today's operation takes it."""
    today = operations.OPERATIONS[operation].input
    return today(**{**structs.asdict(request), **IMPLIED.get(today, {})})


def told(part: Any) -> Any:
    """A reply of today, or a part of one, as it was told then."""
    if isinstance(part, tuple):
        return tuple(map(told, part))
    if not isinstance(part, Struct):
        return part
    later = LATER.get(type(part), ())
    members = {name: told(getattr(part, name)) for name in part.__struct_fields__ if name not in later}
    if isinstance(part, (types.RecordDetail, types.ProvisionedProductDetail)) and part.status:
        members["status"] = STATUSES[part.status]
    return type(part)(**members)
