"""The resources of one stack: making, changing and removing them one by one, and telling of each."""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from moto.cloudformation.models import Stack
from moto.cloudformation.parsing import (
    parse_and_update_resource,
    resource_class_from_type,
    resource_name_property_from_type,
)
from moto.ec2.models import ec2_backends
from moto.ec2.models.core import TaggedEC2Resource

from launchpath.engines.sandbox.child import births, chance
from launchpath.engines.sandbox.child.failure import ResourceFailed, gone, taken, why
from launchpath.engines.sandbox.child.naming import give_name
from launchpath.engines.sandbox.child.reading import ReadTemplate
from launchpath.engines.sandbox.child.wanted import order, references

#: How a resource's events are told: logical id, physical id, type, status, reason.
Tell = Callable[[str, str, str, str, str], None]


@dataclass(frozen=True, slots=True)
class Made:
    """A resource that stands, and what it was made from."""

    #: moto's object; None for the few types that are nothing but a name.
    thing: Any
    #: Type and properties with parameters decided: what a later template is compared with.
    wanted: Mapping[str, Any]
    #: As the template has it.
    definition: dict[str, Any]

    @property
    def type(self) -> str:
        return str(self.wanted["Type"])

    @property
    def physical_id(self) -> str:
        return str(getattr(self.thing, "physical_resource_id", None) or "")


class Resources(ReadTemplate):
    """moto's map of a stack's resources makes each when it is first asked for; this one keeps account of them."""

    def __init__(self, *, tell: Tell, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.made: dict[str, Made] = {}
        self._tell = tell

    def adopt(self, other: "Resources") -> None:
        """Take over what stands from the map of another template of the same stack."""
        for logical_id in self._resource_json_map:
            self._parsed_resources.pop(logical_id, None)
        self.made = other.made
        self._parsed_resources.update({logical_id: made.thing for logical_id, made in other.made.items()})

    def settle(self) -> None:
        """Make what is missing, change what differs, then remove what is asked for no longer. Raises ResourceFailed."""
        replaced: set[str] = set()
        for logical_id in order(self._template, self.wanted):
            wanted, made = self.wanted[logical_id], self.made.get(logical_id)
            if made is None:
                self[logical_id]
            elif made.wanted != wanted or replaced.intersection(references(wanted)):
                after = self._change(logical_id, made)
                if after.physical_id != made.physical_id:
                    replaced.add(logical_id)
        # As in CloudFormation, what cannot be cleaned away does not undo an update; the next update tries again.
        with suppress(ResourceFailed):
            self.clear(keep=self.wanted)

    def clear(self, *, keep: Collection[str] = (), spare: bool = True) -> None:
        """Remove everything but `keep`; `spare`: leave standing what the template retains. Raises ResourceFailed."""
        left = [logical_id for logical_id in reversed(self.made) if logical_id not in keep]
        while left:
            # What something else still hangs on goes in a later round.
            failures = {logical_id: failure for logical_id in left if (failure := self._remove(logical_id, spare))}
            if list(failures) == left:
                for logical_id, failure in failures.items():
                    self._say(logical_id, self.made[logical_id], "DELETE_FAILED", failure.reason)
                raise ResourceFailed(failures[left[0]].reason, *left)
            left = list(failures)

    def __getitem__(self, name: str) -> Any:
        if name in self.made:
            return self.made[name].thing
        if name in self.wanted:
            return self._make(name).thing
        return self._parsed_resources.get(name)

    def _make(self, logical_id: str) -> Made:
        definition, wanted = self._resource_json_map[logical_id], self.wanted[logical_id]
        self._tell(logical_id, "", wanted["Type"], "CREATE_IN_PROGRESS", "")
        with self._blaming(logical_id, "CREATE_FAILED"), chance.branch(logical_id):
            made = Made(self._newborn(logical_id), wanted, definition)
            self.made[logical_id] = made
            self._label(logical_id, made)
        self._say(logical_id, made, "CREATE_COMPLETE")
        return made

    def _newborn(self, logical_id: str) -> Any:
        """What moto makes of a definition. Raises whatever moto raises, nothing left behind."""
        definition = self._resource_json_map[logical_id]
        model = resource_class_from_type(definition["Type"])
        with births.recorded() as born:
            try:
                thing = super().__getitem__(logical_id)
                if isinstance(thing, Stack) and thing.status != "CREATE_COMPLETE":
                    story = getattr(thing, "stack_status_reason", None) or thing.status
                    raise ResourceFailed(f"Embedded stack {thing.stack_id} was not successfully created: {story}")
            except Exception as error:
                if not taken(error):
                    self._abort(definition, [one for one in born if isinstance(one, model)])
                raise
        name = resource_name_property_from_type(definition["Type"])
        if thing is not None and name in (definition.get("Properties") or {}) and not any(thing is one for one in born):
            # moto hands out what bears the name already; two stacks must not own one thing.
            self._parsed_resources.pop(logical_id, None)
            raise ResourceFailed(f"{thing.physical_resource_id} already exists")
        if thing is not None:
            give_name(thing, definition["Type"], self._pseudo["AWS::StackName"], logical_id)
        return thing

    def _abort(self, definition: dict[str, Any], born: list[Any]) -> None:
        for thing in reversed(born):
            if births.on_the_books(thing):
                with suppress(Exception):  # half-made as it is, moto may not know what to do with it
                    self._delete_resource(thing, definition)
                births.forget(thing)

    def _change(self, logical_id: str, before: Made) -> Made:
        definition, wanted = self._resource_json_map[logical_id], self.wanted[logical_id]
        self._say(logical_id, before, "UPDATE_IN_PROGRESS")
        if before.type != wanted["Type"] or not _updatable(before.type):
            if failure := self._remove(logical_id, spare=False):
                self._say(logical_id, before, "UPDATE_FAILED", failure.reason)
                raise failure
            return self._make(logical_id)
        with self._blaming(logical_id, "UPDATE_FAILED"), chance.branch(logical_id):
            thing = parse_and_update_resource(logical_id, definition, self, self._account_id, self._region_name)
        after = self.made[logical_id] = Made(thing, wanted, definition)
        self._say(logical_id, after, "UPDATE_COMPLETE")
        return after

    def _remove(self, logical_id: str, spare: bool) -> ResourceFailed | None:
        made = self.made[logical_id]
        retained = spare and str(made.definition.get("DeletionPolicy", "")).startswith("Retain")
        try:
            if made.thing is not None and not retained:
                self._delete_resource(made.thing, made.definition)
                births.forget(made.thing)
        except Exception as error:  # whatever moto raises is why this resource stays
            if not gone(error):
                return ResourceFailed(why(error), logical_id)
        del self.made[logical_id]
        self._parsed_resources.pop(logical_id, None)
        self._say(logical_id, made, "DELETE_SKIPPED" if retained else "DELETE_COMPLETE")
        return None

    def _say(self, logical_id: str, made: Made, status: str, reason: str = "") -> None:
        self._tell(logical_id, made.physical_id, made.type, status, reason)

    @contextmanager
    def _blaming(self, logical_id: str, status: str) -> Iterator[None]:
        try:
            yield
        except Exception as error:  # moto raises anything at all
            if isinstance(error, ResourceFailed) and error.logical_ids:
                # Another resource, which this one refers to, was to be made first.
                raise
            self._tell(logical_id, "", self.wanted[logical_id]["Type"], status, why(error))
            raise ResourceFailed(why(error), logical_id) from error

    def _label(self, logical_id: str, made: Made) -> None:
        if isinstance(made.thing, TaggedEC2Resource):
            labels = {**self.tags, "aws:cloudformation:logical-id": logical_id}
            ec2_backends[self._account_id][self._region_name].create_tags([made.physical_id], labels)


def _updatable(resource_type: str) -> bool:
    model = resource_class_from_type(resource_type)
    return model is not None and not hasattr(model.update_from_cloudformation_json, "__isabstractmethod__")
