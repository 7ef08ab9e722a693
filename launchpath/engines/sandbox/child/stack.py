"""One stack: made whole or not at all, changed or left as it was, with an event for every step."""

from contextvars import ContextVar
from typing import Any

from moto.cloudformation.exceptions import UnformattedGetAttTemplateException, ValidationError
from moto.cloudformation.models import Event
from moto.cloudformation.models import Stack as MotoStack
from moto.cloudformation.parsing import Export, OutputMap

from launchpath.domain import template_json, template_yaml
from launchpath.domain.secret import MASK, mask
from launchpath.domain.template import TemplateError, read
from launchpath.domain.template_tree import plain
from launchpath.engines.sandbox.child.failure import ResourceFailed, why
from launchpath.engines.sandbox.child.resources import Resources

#: The ClientRequestToken of the request that is being carried out; all events of one order bear it.
TOKEN: ContextVar[str | None] = ContextVar("TOKEN", default=None)

#: What an update replaces and a rollback brings back.
_VERSION = ("template", "template_dict", "description", "parameters", "tags", "role_arn", "resource_map", "output_map")


class Stack(MotoStack):
    """moto's stack, with CloudFormation's rollback, events of resources, and NoEcho values kept to itself."""

    resource_map: Resources

    def __init__(self, *, exports: dict[str, Export], **kwargs: Any) -> None:
        self._exports = exports
        self.stack_status_reason: str | None = None
        super().__init__(**kwargs)

    def build(self) -> None:
        """Make everything; if something fails, remove what was made and end in ROLLBACK_COMPLETE."""
        self._enter("CREATE_IN_PROGRESS", "User Initiated")
        try:
            self.resource_map.settle()
            self._publish()
        except ResourceFailed as failed:
            self._undo_build(_story("create", failed))
        else:
            self._enter("CREATE_COMPLETE")

    def change(
        self, template: str, parameters: dict[str, str], tags: dict[str, str] | None, role_arn: str | None
    ) -> None:
        """Bring everything in line with another template; if that fails, go back: UPDATE_ROLLBACK_COMPLETE.

        Raises ValidationError, nothing changed, for what CloudFormation refuses at the call.
        """
        before = {name: getattr(self, name) for name in _VERSION}
        try:
            self._read(template, parameters, before["tags"] if tags is None else tags, role_arn)
        except Exception:
            self.__dict__.update(before)
            raise
        self.resource_map.adopt(before["resource_map"])
        self._enter("UPDATE_IN_PROGRESS", "User Initiated")
        try:
            self.resource_map.settle()
            self._publish()
        except ResourceFailed as failed:
            self._undo_change(before, _story("update", failed))
        else:
            self._enter("UPDATE_COMPLETE")

    def demolish(self) -> None:
        """Remove everything; what cannot be removed stays, and the stack ends in DELETE_FAILED."""
        self._enter("DELETE_IN_PROGRESS", "User Initiated")
        try:
            self.resource_map.clear()
        except ResourceFailed as failed:
            self._enter("DELETE_FAILED", _story("delete", failed))
        else:
            self._withdraw()
            self._enter("DELETE_COMPLETE")

    @property
    def stack_resources(self) -> Any:
        # moto would make what is missing, and lists resources whose condition is false without a name.
        return [made.thing for made in self.resource_map.made.values() if made.thing is not None]

    @property
    def parameter_list(self) -> list[dict[str, Any]]:
        values = self.resource_map.input_parameters
        return [
            {"ParameterKey": one.key, "ParameterValue": MASK if one.no_echo else values[one.key]}
            for one in self.resource_map.declared.parameters
        ]

    @property
    def physical_resource_id(self) -> str:
        """What Ref gives of a stack within a stack."""
        return self.stack_id

    def get_cfn_attribute(self, attribute: str) -> Any:
        """What Fn::GetAtt gives of it: `Outputs.Name`."""
        outputs = {f"Outputs.{output['OutputKey']}": output["OutputValue"] for output in self.outputs or ()}
        if attribute not in outputs:
            raise UnformattedGetAttTemplateException
        return outputs[attribute]

    @staticmethod
    def parse_template(template: str) -> dict[str, Any]:
        # moto's reader would run code that a YAML tag names.
        try:
            read(template)
            tree = (template_json if template.lstrip().startswith("{") else template_yaml).parse(template)
        except TemplateError as error:
            raise ValidationError(message=str(error)) from None
        sections = plain(tree)
        assert isinstance(sections, dict)  # noqa: S101 - read() has seen to it
        return sections

    def _read(self, template: str, parameters: dict[str, str], tags: dict[str, str], role_arn: str | None) -> None:
        self.template, self.parameters, self.tags, self.role_arn = template, parameters, tags, role_arn
        self._parse_template()
        self.description = self.template_dict.get("Description")
        self.resource_map = self._create_resource_map()
        self.output_map = self._create_output_map()

    def _create_resource_map(self) -> Resources:
        resources = Resources(
            stack_id=self.stack_id,
            stack_name=self.name,
            parameters=self.parameters,
            tags=self.tags,
            account_id=self.account_id,
            region_name=self.region_name,
            template=self.template_dict,
            cross_stack_resources=self._exports,
            notification_arns=self.notification_arns,
            declared=read(str(self.template)),
            tell=self._tell,
        )
        resources.load()
        return resources

    def _undo_build(self, reason: str) -> None:
        self._enter("ROLLBACK_IN_PROGRESS", reason)
        # Working out an output would make the resources that it refers to.
        self.output_map = OutputMap(self.resource_map, {}, self.stack_id)
        self._withdraw()
        try:
            self.resource_map.clear(spare=False)
        except ResourceFailed as failed:
            self._enter("ROLLBACK_FAILED", reason + _story("delete", failed))
        else:
            self._enter("ROLLBACK_COMPLETE", reason)

    def _undo_change(self, before: dict[str, Any], reason: str) -> None:
        self._enter("UPDATE_ROLLBACK_IN_PROGRESS", reason)
        tried = self.resource_map
        self.__dict__.update(before)
        self.resource_map.adopt(tried)
        try:
            self.resource_map.settle()
            self.output_map = self._create_output_map()
            self._publish()
        except ResourceFailed as failed:
            self._enter("UPDATE_ROLLBACK_FAILED", reason + _story("update", failed))
        else:
            self._enter("UPDATE_ROLLBACK_COMPLETE", reason)

    def _publish(self) -> None:
        """Work out the outputs and offer the exports to other stacks. Raises ResourceFailed if that cannot be done."""
        try:
            self.outputs  # noqa: B018 - worked out now, so that a mistake in them fails the operation
            exports = {export.name: export for export in self.exports}
        except Exception as error:  # moto raises anything at all
            raise ResourceFailed(f"The outputs could not be worked out: {why(error)}") from error
        for name in exports:
            other = self._exports.get(name)
            if other and other.exporting_stack_id != self.stack_id:
                owner = other.exporting_stack_id.split("/")[1]
                raise ResourceFailed(f"Export with name {name} is already exported by stack {owner}.")
        self._withdraw()
        self._exports.update(exports)

    def _withdraw(self) -> None:
        for name in [name for name, export in self._exports.items() if export.exporting_stack_id == self.stack_id]:
            del self._exports[name]

    def _enter(self, status: str, reason: str = "") -> None:
        self.status = status
        self.stack_status_reason = self._masked(reason) or None
        self._tell(self.name, self.stack_id, "AWS::CloudFormation::Stack", status, reason)

    def _tell(self, logical_id: str, physical_id: str, resource_type: str, status: str, reason: str) -> None:
        event = Event(
            stack_id=self.stack_id,
            stack_name=self.name,
            logical_resource_id=logical_id,
            physical_resource_id=physical_id,
            resource_type=resource_type,
            resource_status=status,
            resource_status_reason=self._masked(reason) or None,
            resource_properties=None,
        )
        event.client_request_token = TOKEN.get()  # type: ignore[assignment]
        self.events.append(event)
        event.sendToSns(self.account_id, self.region_name, self.notification_arns)

    def _masked(self, text: str) -> str:
        return mask(text, self.resource_map.secrets)


def _story(verb: str, failed: ResourceFailed) -> str:
    """CloudFormation's sentence for a stack, and why."""
    if not failed.logical_ids:
        return failed.reason
    return f"The following resource(s) failed to {verb}: [{', '.join(failed.logical_ids)}]. {failed.reason}"
