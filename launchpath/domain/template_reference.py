"""Whether everything that a template refers to is there once its conditions have been decided.

CloudFormation refuses the launch otherwise, not the template: the Terraform provider's acceptance test publishes a
template whose output names a resource that a condition leaves out, and expects the launch to fail (semantics 3.4).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from launchpath.domain.expression import SUB_VARIABLE, Facts
from launchpath.domain.template_tree import Tree

PSEUDO_PARAMETERS: Final = frozenset(
    f"AWS::{name}"
    for name in ("AccountId", "NoValue", "NotificationARNs", "Partition", "Region", "StackId", "StackName", "URLSuffix")
)

Section = Mapping[str, Tree]


@dataclass(frozen=True, slots=True)
class _Reference:
    kind: Literal["Ref", "GetAtt", "Sub", "If"]
    name: str
    #: As it is written, e.g. MyBucket.Arn.
    text: str


def unresolved(sections: Mapping[str, Section], facts: Facts) -> str | None:
    """CloudFormation's refusal of a launch for the first reference that leads nowhere; None: all is well.

    `sections` are the template's Conditions, Resources and Outputs.
    """
    resources, outputs = sections["Resources"], sections["Outputs"]
    everything = Facts(parameters=facts.parameters, values={}, conditions=facts.conditions)
    return (
        _unresolved_in_conditions(sections["Conditions"], facts)
        or _unresolved_condition({"Resources": resources, "Outputs": outputs}, sections["Conditions"])
        or _unresolved_reference(resources, outputs, everything)
        or _unresolved_dependency(resources)
        or _unresolved_reference(_present(resources, facts), _present(outputs, facts), facts)
        or _circle(_present(resources, facts), facts)
    )


def _unresolved_in_conditions(conditions: Section, facts: Facts) -> str | None:
    known = {*facts.parameters, *PSEUDO_PARAMETERS}
    found = list(_references(conditions, facts))
    names = _names(reference for reference in found if reference.kind != "If" and reference.name not in known)
    if names:
        return (
            f"Template format error: Unresolved dependencies [{', '.join(names)}]. "
            "Cannot reference resources in the Conditions block of the template"
        )
    for name in (reference.name for reference in found if reference.kind == "If"):
        if name not in conditions:
            return f"Template error: unresolved condition dependency {name} in Condition"
    return None


def _unresolved_condition(sections: Mapping[str, Section], conditions: Section) -> str | None:
    for block, section in sections.items():
        for name in filter(None, map(_condition_of, section.values())):
            if name not in conditions:
                dangling = f"Unresolved condition dependency {name} in the {block} block of the template"
                return f"Template format error: {dangling}"
    return None


def _unresolved_dependency(resources: Section) -> str | None:
    missing = dict.fromkeys(name for body in resources.values() for name in _depends_on(body) if name not in resources)
    return _unresolved_text(list(missing), "Resources") if missing else None


def _unresolved_reference(resources: Section, outputs: Section, facts: Facts) -> str | None:
    known = {*facts.parameters, *PSEUDO_PARAMETERS, *resources}
    for block, section in {"Resources": resources, "Outputs": outputs}.items():
        found = list(_references(section, facts))
        names = _names(reference for reference in found if reference.kind == "Ref" and reference.name not in known)
        if names:
            return _unresolved_text(names, block)
        for reference in found:
            among = facts.conditions if reference.kind == "If" else resources
            if reference.kind != "Ref" and reference.name not in among:
                return _TEXTS[reference.kind].format(reference)
    return None


_TEXTS: Final = {
    "If": "Template error: unresolved condition dependency {0.name} in Fn::If",
    "GetAtt": "Template error: instance of Fn::GetAtt references undefined resource {0.name}",
    "Sub": "Template error: instance of Fn::Sub references invalid resource attribute {0.text}",
}


def _unresolved_text(names: Sequence[str], block: str) -> str:
    # Without "Template format error: " before it, as the Terraform provider's test has it (semantics 3.4).
    return f"Unresolved resource dependencies [{', '.join(names)}] in the {block} block of the template"


def _names(references: Iterable[_Reference]) -> list[str]:
    return list(dict.fromkeys(reference.name for reference in references))


def _present(section: Section, facts: Facts) -> Section:
    """The members of a section that are made; an undecided condition leaves its member in."""
    return {name: body for name, body in section.items() if facts.holds(_condition_of(body)) is not False}


def _condition_of(body: Tree) -> str:
    name = body.get("Condition") if isinstance(body, dict) else None
    return name if isinstance(name, str) else ""


def _depends_on(body: Tree) -> list[str]:
    names = body.get("DependsOn", []) if isinstance(body, dict) else []
    return [name for name in (names if isinstance(names, list) else [names]) if isinstance(name, str)]


# --- what refers to what ---------------------------------------------------------------------------------------------


def _references(node: object, facts: Facts) -> Iterator[_Reference]:
    """Everything that `node` refers to; of an Fn::If that is decided, the branch that is taken alone."""
    if isinstance(node, dict):
        name = next(iter(node)) if len(node) == 1 else ""
        if name in _READERS:
            yield from _READERS[name](node[name], facts)
        else:
            yield from _references([*node.values()], facts)
    elif isinstance(node, list):
        for member in node:
            yield from _references(member, facts)


def _in_ref(arguments: object, _facts: Facts) -> Iterator[_Reference]:
    if isinstance(arguments, str):
        yield _Reference("Ref", arguments, arguments)


def _in_condition(arguments: object, facts: Facts) -> Iterator[_Reference]:
    if isinstance(arguments, str):
        yield _Reference("If", arguments, arguments)
    else:  # It is an ordinary member of that name, as in a policy.
        yield from _references(arguments, facts)


def _in_if(arguments: object, facts: Facts) -> Iterator[_Reference]:
    branches: list[object] = [arguments]
    if isinstance(arguments, list) and len(arguments) == 3 and isinstance(arguments[0], str):
        name, then, otherwise = arguments
        yield _Reference("If", name, name)
        holds = facts.holds(name)
        branches = [branch for branch, taken in ((then, True), (otherwise, False)) if holds in (taken, None)]
    for branch in branches:
        yield from _references(branch, facts)


def _in_sub(arguments: object, facts: Facts) -> Iterator[_Reference]:
    text, own = arguments if isinstance(arguments, list) and len(arguments) == 2 else (arguments, {})
    for variable in SUB_VARIABLE.findall(text) if isinstance(text, str) else ():
        if not isinstance(own, dict) or variable not in own:
            name, dot, _ = variable.partition(".")
            yield _Reference("Sub" if dot else "Ref", name, variable)
    yield from _references(own, facts)


def _in_get_att(arguments: object, facts: Facts) -> Iterator[_Reference]:
    parts: list[object] = [*arguments] if isinstance(arguments, list) else [*str(arguments).split(".", 1)]
    if parts and isinstance(parts[0], str):
        yield _Reference("GetAtt", parts[0], ".".join(map(str, parts)))
    yield from _references(parts[1:], facts)


_READERS: Final[Mapping[str, Callable[[object, Facts], Iterator[_Reference]]]] = {
    "Ref": _in_ref,
    "Condition": _in_condition,
    "Fn::If": _in_if,
    "Fn::Sub": _in_sub,
    "Fn::GetAtt": _in_get_att,
}


def needs(resources: Section, facts: Facts) -> dict[str, set[str]]:
    """Which other resources each one refers to, so that they have to be there before it."""
    return {
        name: {*_depends_on(body), *(found.name for found in _references(body, facts) if found.kind != "If")}
        & resources.keys()
        for name, body in resources.items()
    }


def _circle(resources: Section, facts: Facts) -> str | None:
    needed = needs(resources, facts)
    left = _without_ends(needed)
    left = _without_ends({name: {other for other in left if name in needed[other]} for name in left})
    return f"Circular dependency between resources: [{', '.join(left)}]" if left else None


def _without_ends(needed: Mapping[str, Iterable[str]]) -> list[str]:
    """The names that remain when those which need no remaining name are taken away, again and again."""
    left = {name: set(others) for name, others in needed.items()}
    needed_by: dict[str, list[str]] = {}
    for name, others in left.items():
        for other in others:
            needed_by.setdefault(other, []).append(name)
    free = [name for name, others in left.items() if not others]
    while free:
        name = free.pop()
        del left[name]
        for other in needed_by.get(name, ()):
            left[other].discard(name)
            if not left[other]:
                free.append(other)
    return list(left)
