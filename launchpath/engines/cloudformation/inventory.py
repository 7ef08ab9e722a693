"""Which stacks of ours stand, as CloudFormation lists them."""

import re
import shlex
from collections.abc import Iterator
from typing import Any

from launchpath.engines.base import Standing

#: A stack in one of these is gone, or about to be.
_LEAVING = ("DELETE_COMPLETE", "DELETE_IN_PROGRESS")


def stacks(client: Any, account: str) -> Iterator[Standing]:
    """The stacks that bear the names of this account's provisioned products, nested ones apart."""
    ours = re.compile(f"SC-{account}-(pp-[a-z0-9]+)")
    statuses = client.meta.service_model.shape_for("StackStatus").enum
    standing = [status for status in statuses if status not in _LEAVING]
    endpoint = client.meta.endpoint_url
    for page in client.get_paginator("list_stacks").paginate(StackStatusFilter=standing):
        for found in page["StackSummaries"]:
            name = ours.fullmatch(found["StackName"])
            if name and not found.get("ParentId"):
                yield Standing(
                    provisioned_product_id=name[1],
                    physical_id=found["StackId"],
                    remove=f"aws cloudformation delete-stack --stack-name {shlex.quote(found['StackId'])} "
                    f"--region {client.meta.region_name} --endpoint-url {endpoint}",
                )
