"""What a resource is called, which Ref gives, where moto's model does not say."""

from typing import Any

from moto.cloudformation.parsing import generate_resource_name

#: Where the models without a physical id keep their names, the telling ones first.
_KEPT_IN = (
    *("access_point_id", "cluster_identifier", "cluster_parameter_group_name", "cluster_subnet_group_name"),
    *("subnet_name", "role_alias", "thing_name", "thing_type_name", "billing_group_name", "job_template_id"),
    *("group_name", "name", "arn", "id"),
)


def give_name(thing: Any, resource_type: str, stack_name: str, logical_id: str) -> None:
    """See to it that `thing` has a physical id."""
    if getattr(thing, "physical_resource_id", None):
        return
    names = (getattr(thing, attribute, None) for attribute in _KEPT_IN)
    name = next((name for name in names if isinstance(name, str) and name), None)
    thing.physical_resource_id = name or generate_resource_name(resource_type, stack_name, logical_id)
