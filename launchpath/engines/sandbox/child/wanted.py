"""What a template asks for once its parameters are known: what each resource is made of, and in which order."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from graphlib import TopologicalSorter
from typing import Any

from launchpath.domain.expression import SUB_VARIABLE


@dataclass(frozen=True, slots=True)
class Scope:
    """What a template's values are decided by."""

    parameters: Mapping[str, Any]
    conditions: Mapping[str, bool]
    mappings: Mapping[str, Any]


def wanted(template: Mapping[str, Any], scope: Scope) -> dict[str, dict[str, Any]]:
    """The resources that are to stand: type and properties by logical id, with all decided that the scope decides.

    Two templates want the same of a resource exactly when these are equal: nothing then has to be done.
    """
    return {
        logical_id: {"Type": resource["Type"], "Properties": decided(resource.get("Properties") or {}, scope)}
        for logical_id, resource in template["Resources"].items()
        if "Condition" not in resource or scope.conditions[resource["Condition"]]
    }


def decided(value: Any, scope: Scope) -> Any:
    """`value` without parameters, conditions and mappings; references to resources stay."""
    if isinstance(value, list):
        return [decided(member, scope) for member in value]
    if not isinstance(value, dict):
        return value
    if len(value) == 1:
        ((name, argument),) = value.items()
        if name in _FUNCTIONS:
            return _FUNCTIONS[name](argument, scope)
    return {key: decided(member, scope) for key, member in value.items()}


def _ref(name: Any, scope: Scope) -> Any:
    known = isinstance(name, str) and name in scope.parameters
    return scope.parameters[name] if known else {"Ref": name}


def _if(argument: Any, scope: Scope) -> Any:
    condition, then, otherwise = argument
    return decided(then if scope.conditions[condition] else otherwise, scope)


def _find_in_map(argument: Any, scope: Scope) -> Any:
    path = decided(argument, scope)
    found: Any = scope.mappings
    for step in path:
        if not (isinstance(found, Mapping) and isinstance(step, str) and step in found):
            return {"Fn::FindInMap": path}
        found = found[step]
    return found


def _sub(argument: Any, scope: Scope) -> Any:
    text, own = argument if isinstance(argument, list) else (argument, {})

    def value(place: Any) -> str:
        # A map of its own comes first, as in CloudFormation.
        known = place[1] not in own and place[1] in scope.parameters
        return str(scope.parameters[place[1]] if known else place[0])

    return {"Fn::Sub": [SUB_VARIABLE.sub(value, text), decided(own, scope)]}


_FUNCTIONS: Mapping[str, Callable[[Any, Scope], Any]] = {
    "Ref": _ref,
    "Fn::If": _if,
    "Fn::FindInMap": _find_in_map,
    "Fn::Sub": _sub,
}


def order(template: Mapping[str, Any], asked: Mapping[str, Any]) -> list[str]:
    """The resources of `asked`, each after those that it refers to or depends on."""
    graph = {
        logical_id: [
            name for name in (*references(definition), *_depends_on(template["Resources"][logical_id])) if name in asked
        ]
        for logical_id, definition in asked.items()
    }
    return list(TopologicalSorter(graph).static_order())


def _depends_on(resource: Mapping[str, Any]) -> list[str]:
    names = resource.get("DependsOn", [])
    return [names] if isinstance(names, str) else list(names)


def references(value: Any) -> Iterator[str]:
    """The names that a decided value refers to."""
    if isinstance(value, list):
        for member in value:
            yield from references(member)
    elif isinstance(value, dict):
        for name, argument in value.items():
            yield from _referred(name, argument)


def _referred(function: str, argument: Any) -> Iterator[str]:
    if function == "Ref":
        yield str(argument)
    elif function == "Fn::GetAtt":
        yield str(argument[0] if isinstance(argument, list) else argument).split(".", 1)[0]
    elif function == "Fn::Sub":
        text, own = argument
        yield from (name.split(".", 1)[0] for name in SUB_VARIABLE.findall(text) if name not in own)
        yield from references(own)
    else:
        yield from references(argument)
