"""How a template wants its parameters shown: the groups and labels of AWS::CloudFormation::Interface."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

KEY: Final = "AWS::CloudFormation::Interface"


@dataclass(frozen=True, slots=True)
class Group:
    """Parameters that belong together; a group without a label holds those that no group names."""

    label: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Interface:
    """What a person sees instead of the parameters' keys and order."""

    groups: tuple[Group, ...]
    labels: Mapping[str, str]


def read(metadata: Mapping[str, Any] | None, keys: Sequence[str]) -> Interface:
    """The interface of a template with these parameters. Whatever is written otherwise than it should be is passed
    over: nothing in metadata may stop a launch."""
    content = (metadata or {}).get(KEY)
    content = content if isinstance(content, Mapping) else {}
    labels = content.get("ParameterLabels")
    labels = labels if isinstance(labels, Mapping) else {}
    groups = tuple(_groups(content.get("ParameterGroups"), keys))
    named = {key for group in groups for key in group.keys}
    rest = tuple(key for key in keys if key not in named)
    return Interface(
        (*groups, Group("", rest)) if rest else groups,
        {key: label for key in keys if (label := _label(labels.get(key)))},
    )


def _groups(content: object, keys: Sequence[str]) -> Iterator[Group]:
    """The groups as they are written; a parameter that two of them name belongs to the first."""
    left = set(keys)
    for one in content if isinstance(content, list) else ():
        if not isinstance(one, Mapping):
            continue
        listed = one.get("Parameters")
        known = [key for key in listed if isinstance(key, str)] if isinstance(listed, list) else []
        mine = tuple(key for key in dict.fromkeys(known) if key in left)
        left.difference_update(mine)
        if mine:
            yield Group(_label(one.get("Label")), mine)


def _label(content: object) -> str:
    label = content.get("default") if isinstance(content, Mapping) else None
    return label if isinstance(label, str) else ""
