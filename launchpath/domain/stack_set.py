"""A stack set: the same stack in several accounts and regions, as a STACKSET constraint wants it (semantics 6.5)."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from launchpath.api.errors import InvalidParametersException, Phrase
from launchpath.api.types import StackInstanceStatus

#: What a launch through a path with a STACKSET constraint makes (ProvisionedProductType).
TYPE = "CFN_STACKSET"

#: The names of a record's documents: what is wanted, and which instances there are.
WANTED, INSTANCES = "stack set", "stack instances"


@dataclass(frozen=True, slots=True, kw_only=True)
class StackSet:
    """What an order wants of a stack set."""

    accounts: tuple[str, ...]
    regions: tuple[str, ...]
    #: The ARN of the role that makes the instances, and the name of the one that it assumes in each account.
    admin_role: str
    execution_role: str
    #: Of an update: CREATE and DELETE instances only, or UPDATE everything.
    operation: str = "UPDATE"
    #: How many accounts may fail in a region, and at how many is worked at once, as CloudFormation's preferences say.
    preferences: Mapping[str, int] = field(default_factory=dict)

    def written(self) -> str:
        return json.dumps(asdict(self))


@dataclass(frozen=True, slots=True)
class Instance:
    """One of the stacks."""

    account: str
    region: str
    status: StackInstanceStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a request prefers; None: whatever the constraint says."""

    accounts: Sequence[str] | None = None
    regions: Sequence[str] | None = None
    operation: str | None = None
    #: As CloudFormation's OperationPreferences call them.
    preferences: Mapping[str, int | None] = field(default_factory=dict)


def wanted(demanded: Mapping[str, Any], asked: Asked) -> StackSet:
    """What a request asks for within a constraint's properties; refused when it goes beyond them."""
    return StackSet(
        accounts=_within(demanded["AccountList"], asked.accounts, Phrase("account")),
        regions=_within(demanded["RegionList"], asked.regions, Phrase("region")),
        admin_role=demanded["AdminRole"],
        execution_role=demanded["ExecutionRole"],
        operation=asked.operation or "UPDATE",
        preferences={name: number for name, number in asked.preferences.items() if number is not None},
    )


def _within(allowed: Sequence[str], asked: Sequence[str] | None, thing: Phrase) -> tuple[str, ...]:
    if not asked:
        return tuple(allowed)
    for one in asked:
        if one not in allowed:
            raise InvalidParametersException(
                "The {thing} {one} is not among those of the STACKSET constraint: {allowed}.",
                thing=thing,
                one=one,
                allowed=", ".join(allowed),
            )
    return tuple(asked)


def read(documents: Mapping[str, str]) -> StackSet | None:
    """What a record's documents want; None: no stack set."""
    if WANTED not in documents:
        return None
    told = json.loads(documents[WANTED])
    return StackSet(**told | {"accounts": tuple(told["accounts"]), "regions": tuple(told["regions"])})


def written(instances: Sequence[Instance]) -> dict[str, str]:
    """Instances as a document."""
    return {INSTANCES: json.dumps([asdict(one) for one in instances])}


def instances(documents: Mapping[str, str]) -> tuple[Instance, ...]:
    """Those that a product's documents tell of, by account and region."""
    told = [Instance(**one) for one in json.loads(documents.get(INSTANCES, "[]"))]
    return tuple(sorted(told, key=lambda one: (one.account, one.region)))
