"""Nested stacks of the fake: made with their parent, from what was PUT, and carried to their end at once."""

from typing import TYPE_CHECKING, Any

from launchpath.domain import template_yaml
from launchpath.domain.template_tree import plain
from tests.fake_cloudformation.stack import STACK, Stack

if TYPE_CHECKING:
    from tests.fake_cloudformation.world import World

_ALL = ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"]


def make(world: "World", parent: Stack) -> str | None:
    """Make the stacks that a parent's template embeds; the parent's reason if one of them has failed."""
    for name, kind in parent.content.resources.items():
        if kind == STACK:
            nested = _nested(world, parent, name)
            parent.embedded[name] = nested.id
            if nested.status != "CREATE_COMPLETE":
                failed = ", ".join(nested.content.resources)
                return (
                    f"Embedded stack {nested.id} was not successfully created: "
                    f"The following resource(s) failed to create: [{failed}]. "
                )
    return None


def _nested(world: "World", parent: Stack, name: str) -> Stack:
    tree: Any = plain(template_yaml.parse(parent.content.template))
    url = tree["Resources"][name]["Properties"]["TemplateURL"]
    request = {"StackName": f"{parent.name}-{name}-1ABC", "TemplateURL": url, "Capabilities": _ALL}
    world.create_stack(request)
    nested = world.find(request["StackName"])
    assert nested is not None
    nested.finish()
    return nested
