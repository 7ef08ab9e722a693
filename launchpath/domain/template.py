"""What a CloudFormation template asks for, makes, hands out and needs (semantics 2.5, 6.4)."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from launchpath.domain import capability, rule, template_json, template_reference, template_yaml
from launchpath.domain.expression import Facts
from launchpath.domain.parameter import Parameter
from launchpath.domain.parameter_declaration import declare
from launchpath.domain.template_tree import TemplateError as TemplateError
from launchpath.domain.template_tree import Tree, plain, text_of

#: CloudFormation's limits (semantics 6.4; CloudFormation user guide, Quotas).
MAX_BYTES: Final = 1_000_000
MAX_DESCRIPTION: Final = 1024
MAX_MEMBERS: Final = {"Parameters": 200, "Resources": 500, "Outputs": 200, "Mappings": 200}

_VERSION: Final = "2010-09-09"
_MAPS: Final = ("Metadata", "Parameters", "Rules", "Mappings", "Conditions", "Resources", "Outputs")
_SECTIONS: Final = frozenset({"AWSTemplateFormatVersion", "Description", "Transform", "Hooks", *_MAPS})
_RESOURCE_MEMBERS: Final = frozenset(
    {
        *("Type", "Properties", "Condition", "DependsOn", "Metadata", "CreationPolicy", "UpdatePolicy"),
        *("DeletionPolicy", "UpdateReplacePolicy", "Version", "Description"),
    }
)
_NAME: Final = re.compile("[a-zA-Z0-9]{1,255}")
#: Keys among a section's names that a macro replaces.
_MACRO_KEYS: Final = re.compile("Fn::ForEach::.+|Fn::Transform")


@dataclass(frozen=True, slots=True)
class Resource:
    name: str
    type: str
    #: The name of the condition under which it is made.
    condition: str | None = None


@dataclass(frozen=True, slots=True)
class OutputDeclaration:
    key: str
    description: str = ""
    #: The name that it is exported under; for a name that a function makes, the function as JSON.
    export: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """One template. It is shared between callers: nothing in its maps may be changed."""

    version: str | None
    description: str | None
    #: JSON data, short functions written out.
    metadata: dict[str, object] | None
    #: In the template's order.
    parameters: tuple[Parameter, ...]
    #: JSON data as a TEMPLATE constraint's `Rules` is; see rule.merge.
    rules: dict[str, object]
    conditions: dict[str, object]
    resources: tuple[Resource, ...]
    outputs: tuple[OutputDeclaration, ...]
    #: The macros that rewrite it before CloudFormation makes anything.
    transforms: tuple[str, ...]
    capabilities: tuple[str, ...]
    #: Why capabilities are needed, in CloudFormation's words; None when none are.
    capabilities_reason: str | None
    #: The sections that refer to one another.
    _sections: Mapping[str, Mapping[str, Tree]] = field(repr=False, compare=False)


def read(text: str) -> Template:
    """The template that `text` (YAML or JSON) says. Raises TemplateError.

    The checks are those of CloudFormation's ValidateTemplate, with its words where they are known. References that lead
    nowhere are not among them: see `unresolved`.
    """
    # A read template weighs about ten times its text, so fewer of the large ones are kept.
    return _read_small(text) if len(text) <= 20_000 else _read_large(text)


def unresolved(template: Template, values: Mapping[str, str]) -> str | None:
    """CloudFormation's refusal to launch `template` with `values` because it refers to what is not there; None: it may.

    `values` are all the parameters' values, AWS::Region and other pseudo parameters among them where they are known.
    What a macro adds is not known before it runs, so a template with transforms is left to the engine.
    """
    if template.transforms:
        return None
    facts = Facts(
        parameters={parameter.key: parameter for parameter in template.parameters},
        values=values,
        conditions=template._sections["Conditions"],
        mappings=template._sections["Mappings"],
    )
    return template_reference.unresolved(template._sections, facts)


def needs(template: Template) -> dict[str, set[str]]:
    """Which other resources each resource of `template` refers to, whatever its conditions will say."""
    facts = Facts(parameters={parameter.key: parameter for parameter in template.parameters}, values={})
    return template_reference.needs(template._sections["Resources"], facts)


def _read(text: str) -> Template:
    tree = _tree(text.removeprefix("\ufeff"))
    transforms = tuple(dict.fromkeys(_transforms(tree)))
    sections = {name: _section(tree, name) for name in _MAPS}
    _check_sections(tree, transforms)
    _check_members(sections, transforms)
    return Template(
        version=_version(tree),
        description=_description(tree),
        metadata={key: plain(value) for key, value in sections["Metadata"].items()} if "Metadata" in tree else None,
        parameters=tuple(declare(key, body) for key, body in _named(sections["Parameters"])),
        rules=_rules(sections["Rules"]),
        conditions={key: plain(value) for key, value in sections["Conditions"].items()},
        resources=tuple(_resource(name, body, transforms) for name, body in _named(sections["Resources"])),
        outputs=tuple(_output(key, body) for key, body in _named(sections["Outputs"])),
        transforms=transforms,
        capabilities=capability.capabilities(sections["Resources"], transforms),
        capabilities_reason=capability.reason(sections["Resources"], transforms),
        _sections={name: sections[name] for name in ("Mappings", "Conditions", "Resources", "Outputs")},
    )


_read_small = lru_cache(maxsize=256)(_read)
_read_large = lru_cache(maxsize=8)(_read)


def _tree(text: str) -> dict[str, Tree]:
    try:
        size = len(text.encode())
    except UnicodeEncodeError as error:
        raise TemplateError("Template format error: the template is not valid Unicode text.") from error
    if size > MAX_BYTES:
        raise TemplateError(f"Template may not exceed {MAX_BYTES} bytes in size. This one has {size} bytes.")
    tree = (template_json if text.lstrip().startswith("{") else template_yaml).parse(text)
    if not isinstance(tree, dict):
        raise TemplateError(
            "Template format error: unsupported structure. A template is a map of sections, Resources among them."
        )
    return tree


def _section(tree: Mapping[str, Tree], name: str) -> dict[str, Tree]:
    section = tree.get(name, {})
    if not isinstance(section, dict):
        raise TemplateError(f"Template format error: [/{name}] {name} must be a map.")
    return section


def _check_sections(tree: Mapping[str, Tree], transforms: tuple[str, ...]) -> None:
    unknown = [name for name in tree if name not in _SECTIONS]
    if unknown and not transforms:
        raise TemplateError(f"Invalid template property or properties [{', '.join(unknown)}]")
    if not _section(tree, "Resources"):
        raise TemplateError("Template format error: At least one Resources member must be defined.")


def _check_members(sections: Mapping[str, Mapping[str, Tree]], transforms: tuple[str, ...]) -> None:
    for name, most in MAX_MEMBERS.items():
        count = len(sections[name])
        if count > most:
            raise TemplateError(
                f"Template format error: Number of {name.lower()}, {count}, is greater than maximum allowed, {most}"
            )
    for name, label in (("Parameters", "Parameter"), ("Resources", "Resource"), ("Outputs", "Outputs")):
        for key in sections[name]:
            if not _NAME.fullmatch(key) and not (transforms and _MACRO_KEYS.fullmatch(key)):
                raise TemplateError(f"Template format error: {label} name '{key}' is non alphanumeric.")


def _named(section: Mapping[str, Tree]) -> Iterator[tuple[str, Tree]]:
    return ((key, body) for key, body in section.items() if not _MACRO_KEYS.fullmatch(key))


def _version(tree: Mapping[str, Tree]) -> str | None:
    version = tree.get("AWSTemplateFormatVersion")
    if version not in (None, _VERSION):
        raise TemplateError(
            "Template format error: unsupported value for AWSTemplateFormatVersion. "
            f"The only one there is is {_VERSION}; the section may be left out."
        )
    return _VERSION if version else None


def _description(tree: Mapping[str, Tree]) -> str | None:
    if "Description" not in tree:
        return None
    return _short(_string(tree["Description"], "/Description"), "")


def _short(description: str, place: str) -> str:
    if len(description.encode()) > MAX_DESCRIPTION:
        raise TemplateError(f"Template format error: {place}'Description' length is greater than {MAX_DESCRIPTION}.")
    return description


def _string(value: Tree, path: str) -> str:
    if isinstance(value, (dict, list)):
        raise TemplateError(f"Template format error: Every {path.rsplit('/')[-1]} member must be a string. [{path}]")
    return text_of(value)


def _rules(section: Mapping[str, Tree]) -> dict[str, object]:
    rules = {name: plain(body) for name, body in section.items()}
    try:
        rule.parse(rules)
    except rule.RuleError as error:
        raise TemplateError(f"Template format error: [/Rules] {error}") from error
    return rules


def _resource(name: str, body: Tree, transforms: tuple[str, ...]) -> Resource:
    path = f"/Resources/{name}"
    if not isinstance(body, dict):
        raise TemplateError(f"Template format error: [{path}] Every Resources member must be a map.")
    if "Type" not in body:
        raise TemplateError(f"Template format error: [{path}] Every Resources object must contain a Type member.")
    unknown = next((member for member in body if member not in _RESOURCE_MEMBERS), None)
    if unknown is not None and not transforms:
        raise TemplateError(f"Invalid template resource property '{unknown}' [{path}]")
    condition = _string(body["Condition"], f"{path}/Condition") if "Condition" in body else None
    return Resource(name, _string(body["Type"], f"{path}/Type"), condition)


def _output(key: str, body: Tree) -> OutputDeclaration:
    if not isinstance(body, dict) or "Value" not in body:
        raise TemplateError(f"Template format error: [/Outputs/{key}] Every Outputs member must contain a Value object")
    path = f"/Outputs/{key}/Description"
    description = _short(_string(body.get("Description", ""), path), f"[{path}] ")
    exported = body.get("Export")
    name = exported.get("Name") if isinstance(exported, dict) else None
    return OutputDeclaration(key, description, None if name is None else _export(name))


def _export(name: Tree) -> str:
    return json.dumps(plain(name)) if isinstance(name, (dict, list)) else text_of(name)


def _transforms(tree: Mapping[str, Tree]) -> Iterator[str]:
    """The macros of the Transform section and of every Fn::Transform, wherever it stands."""
    yield from _macros(tree.get("Transform", []))
    nodes: list[Tree] = [*tree.values()]
    while nodes:
        node = nodes.pop()
        if isinstance(node, dict):
            yield from _macros(node.get("Fn::Transform", []))
            nodes.extend(node.values())
        elif isinstance(node, list):
            nodes.extend(node)


def _macros(value: Tree) -> Iterator[str]:
    for macro in value if isinstance(value, list) else [value]:
        name = macro.get("Name") if isinstance(macro, dict) else macro
        if isinstance(name, str):
            yield name
