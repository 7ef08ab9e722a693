"""A template read against its parameters: what it asks for, or why CloudFormation would refuse it at the call."""

from typing import Any, NoReturn

from moto.cloudformation.exceptions import ValidationError
from moto.cloudformation.parsing import NULL_MODELS, LazyDict, ResourceMap, get_model_map
from moto.ssm.models import ssm_backends

from launchpath.domain import template as templates
from launchpath.domain.expression import Facts
from launchpath.domain.secret import secrets
from launchpath.domain.template import Template
from launchpath.engines.sandbox.child.wanted import Scope, wanted

#: moto's placeholders among its types.
_NO_TYPES = ("?", "AWS::SERVICE::RESOURCE")


def makeable(resource_type: str) -> bool:
    """Whether the sandbox can make it. Custom resources cannot: nothing runs the functions behind them."""
    return resource_type in NULL_MODELS or (resource_type in get_model_map() and resource_type not in _NO_TYPES)


class ReadTemplate(ResourceMap):
    """moto's map of a stack's resources, reading templates as strictly as CloudFormation. Nothing is made here."""

    def __init__(self, *, declared: Template, notification_arns: list[str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        #: Type and properties, with parameters decided, of each resource whose condition holds.
        self.wanted: dict[str, dict[str, Any]] = {}
        self.declared = declared
        self._pseudo = {name: str(value) for name, value in self._parsed_resources.items() if value is not None}
        self._parsed_resources["AWS::NotificationARNs"] = notification_arns
        self.tags.update(
            {
                "aws:cloudformation:stack-name": self._pseudo["AWS::StackName"],
                "aws:cloudformation:stack-id": self.stack_id,
            }
        )
        # moto splits lists and counts numbers in given values only; a default is a value like any other.
        defaults = {one.key: one.default for one in declared.parameters if one.default is not None}
        self.input_parameters = {**defaults, **self.input_parameters}
        #: What nobody may read.
        self.secrets = secrets(declared.parameters, self.input_parameters)

    def load(self) -> None:
        """Raises ValidationError for what CloudFormation refuses before it makes anything."""
        if self.declared.transforms:
            raise ValidationError(
                message=f"The sandbox cannot run the template's macros: [{', '.join(self.declared.transforms)}]."
            )
        strange = sorted({one.type for one in self.declared.resources if not makeable(one.type)})
        if strange:
            raise ValidationError(
                message=f"Template format error: Unrecognized resource types: [{', '.join(strange)}]. "
                "The sandbox cannot make them; its README lists what it can."
            )
        refusal = templates.unresolved(self.declared, {**self._pseudo, **self.input_parameters})
        if refusal:
            raise ValidationError(message=refusal)
        super().load()
        scope = Scope(self.resolved_parameters, self.lazy_condition_map, self._template.get("Mappings") or {})
        self.wanted = wanted(self._template, scope)

    def load_parameters(self) -> None:
        """moto keeps the blanks around the members of a list, which CloudFormation trims."""
        super().load_parameters()
        for one in self.declared.parameters:
            if one.type == "CommaDelimitedList" or one.type.startswith("List<AWS::"):
                members = list(one.members(self.input_parameters[one.key]))
                self.resolved_parameters[one.key] = self._parsed_resources[one.key] = members

    def load_conditions(self) -> None:
        """By the domain's rules: moto compares 5 with "5" by type, where CloudFormation compares text."""
        facts = Facts(
            parameters={one.key: one for one in self.declared.parameters},
            values={**self._pseudo, **self.input_parameters},
            attributes=self._attribute,
            conditions=self.declared.conditions,
            mappings=self._template.get("Mappings") or {},
        )
        self.lazy_condition_map = LazyDict()
        for name in self.declared.conditions:
            holds = facts.holds(name)
            if holds is None:
                raise ValidationError(message=f"Template error: the condition {name} cannot be decided.")
            self.lazy_condition_map[name] = holds

    def validate_outputs(self) -> None:
        """load has done it, and sees references in Fn::Sub and those to nothing besides."""

    def parse_ssm_parameter(self, value: str, value_type: str) -> str:
        try:
            return super().parse_ssm_parameter(value, value_type)
        except AttributeError:
            raise ValidationError(message=f"Parameters: [{value}] cannot be found.") from None

    def update(self, template: dict[str, Any], parameters: dict[str, Any] | None = None) -> NoReturn:
        """moto's way to carry out a change set, which knows no rollback."""
        raise ValidationError(
            message="The sandbox carries out no change sets on stacks that CreateStack made. Use UpdateStack."
        )

    def _attribute(self, _type: str, name: str, attribute: str) -> str | None:
        found = ssm_backends[self._account_id][self._region_name].get_parameter(name) if attribute == "Value" else None
        return None if found is None else str(found.value)
