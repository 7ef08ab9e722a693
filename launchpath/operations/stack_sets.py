"""What a launch through a path with a STACKSET constraint makes: where it is wanted, and where it stands (6.5)."""

from launchpath.api import types
from launchpath.call import Call
from launchpath.domain import page, stack_set
from launchpath.domain.constraint import Combined
from launchpath.domain.record import Record
from launchpath.domain.stack_set import Asked
from launchpath.operations import visible
from launchpath.store import engine_documents


def asked_by_launch(told: types.ProvisioningPreferences | None) -> Asked:
    if told is None:
        return Asked()
    return Asked(
        accounts=told.stack_set_accounts,
        regions=told.stack_set_regions,
        preferences={
            "FailureToleranceCount": told.stack_set_failure_tolerance_count,
            "FailureTolerancePercentage": told.stack_set_failure_tolerance_percentage,
            "MaxConcurrentCount": told.stack_set_max_concurrency_count,
            "MaxConcurrentPercentage": told.stack_set_max_concurrency_percentage,
        },
    )


def asked_by_update(told: types.UpdateProvisioningPreferences | None) -> Asked:
    if told is None:
        return Asked()
    return Asked(
        accounts=told.stack_set_accounts,
        regions=told.stack_set_regions,
        operation=told.stack_set_operation_type,
        preferences={
            "FailureToleranceCount": told.stack_set_failure_tolerance_count,
            "FailureTolerancePercentage": told.stack_set_failure_tolerance_percentage,
            "MaxConcurrentCount": told.stack_set_max_concurrency_count,
            "MaxConcurrentPercentage": told.stack_set_max_concurrency_percentage,
        },
    )


def want(call: Call, record: Record, demands: Combined, asked: Asked) -> None:
    """Keep what a record wants of its stack set; without a STACKSET constraint, preferences mean nothing."""
    if demands.stack_set is not None:
        wanted = stack_set.wanted(demands.stack_set, asked)
        engine_documents.put(call.tx, record.provisioned_product_id, record.id, {stack_set.WANTED: wanted.written()})


def list_stack_instances_for_provisioned_product(
    call: Call, request: types.ListStackInstancesForProvisionedProductInput
) -> types.ListStackInstancesForProvisionedProductOutput:
    """The stacks of a stack set, as its engine told of them last; none, if it is no stack set."""
    found = visible.provisioned_product(call, request.provisioned_product_id, None)
    standing = stack_set.instances(engine_documents.newest(call.tx, found.id))
    wanted = page.page(request.page_size, request.page_token, "ListStackInstancesForProvisionedProduct", found.id)
    after = wanted.position([str, str])
    left = [one for one in standing if after is None or (one.account, one.region) > tuple(after)]
    shown = left[: wanted.size]
    more = len(left) > wanted.size
    return types.ListStackInstancesForProvisionedProductOutput(
        stack_instances=tuple(
            types.StackInstance(account=one.account, region=one.region, stack_instance_status=one.status)
            for one in shown
        ),
        next_page_token=wanted.token((shown[-1].account, shown[-1].region)) if more else None,
    )
