"""Which stacks and stack sets of ours stand, as CloudFormation lists them."""

import re
import shlex
from collections.abc import Iterator
from typing import Any

from launchpath.engines.base import Standing

#: A stack in one of these is gone, or about to be.
_LEAVING = ("DELETE_COMPLETE", "DELETE_IN_PROGRESS")


def stacks(client: Any, account: str) -> Iterator[Standing]:
    """The stacks that bear the names of this account's provisioned products, nested ones apart."""
    statuses = client.meta.service_model.shape_for("StackStatus").enum
    standing = [status for status in statuses if status not in _LEAVING]
    for page in client.get_paginator("list_stacks").paginate(StackStatusFilter=standing):
        for found in page["StackSummaries"]:
            name = _ours(account).fullmatch(found["StackName"])
            if name and not found.get("ParentId"):
                remove = f"delete-stack --stack-name {shlex.quote(found['StackId'])}"
                yield _standing(client, name[1], found["StackId"], remove)


def stack_sets(client: Any, account: str) -> Iterator[Standing]:
    """The stack sets of this account's provisioned products; one with stacks has to be emptied before it is removed."""
    for page in client.get_paginator("list_stack_sets").paginate(Status="ACTIVE"):
        for found in page["Summaries"]:
            if name := _ours(account).fullmatch(found["StackSetName"]):
                remove = _removal(client, found["StackSetName"])
                yield _standing(client, name[1], found["StackSetId"], remove)


def _removal(client: Any, name: str) -> str:
    pages = client.get_paginator("list_stack_instances").paginate(StackSetName=name)
    places = [(one["Account"], one["Region"]) for page in pages for one in page["Summaries"]]
    if not places:
        return f"delete-stack-set --stack-set-name {name}"
    accounts, regions = (" ".join(sorted(set(names))) for names in zip(*places, strict=True))
    where = f"--accounts {accounts} --regions {regions}"
    return f"delete-stack-instances --stack-set-name {name} {where} --no-retain-stacks"


def _ours(account: str) -> re.Pattern[str]:
    return re.compile(f"SC-{account}-(pp-[a-z0-9]+)")


def _standing(client: Any, product_id: str, physical_id: str, remove: str) -> Standing:
    where = f"--region {client.meta.region_name} --endpoint-url {client.meta.endpoint_url}"
    return Standing(
        provisioned_product_id=product_id, physical_id=physical_id, remove=f"aws cloudformation {remove} {where}"
    )
