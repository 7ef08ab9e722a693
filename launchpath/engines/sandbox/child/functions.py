"""Template functions that moto lacks or works out otherwise than CloudFormation."""

import ipaddress
import re
from collections.abc import Callable
from typing import Any

from moto.cloudformation import parsing

from launchpath.domain.template_tree import text_of


def install() -> None:
    """Work them out as CloudFormation does in this process."""
    _know_more()
    _hand_out_text()


def _know_more() -> None:
    known = parsing.clean_json

    def work_out(value: Any, resources: parsing.ResourceMap) -> Any:
        if isinstance(value, dict) and len(value) == 1:
            if "Fn::GetAZs" in value:
                region = work_out(value["Fn::GetAZs"], resources) or resources["AWS::Region"]
                return known({"Fn::GetAZs": region}, resources)
            if "Fn::Cidr" in value:
                return _cidr(*work_out(value["Fn::Cidr"], resources))
            if "Fn::Sub" in value:
                # moto would go on to look for names in what it has put in.
                return _sub(value["Fn::Sub"], lambda inner: work_out(inner, resources))
            if "Fn::Select" in value:
                index, members = value["Fn::Select"]
                return known({"Fn::Select": [work_out(index, resources), members]}, resources)
        return known(value, resources)

    # It calls itself by this name.
    parsing.clean_json = work_out  # type: ignore[assignment]


def _sub(given: Any, work_out: Callable[[Any], Any]) -> str:
    text, names = given if isinstance(given, list) else (given, {})

    def put(place: re.Match[str]) -> str:
        name = place[1]
        if name.startswith("!"):
            return f"${{{name[1:]}}}"
        if name in names:
            return _text(work_out(names[name]))
        return _text(work_out({"Fn::GetAtt": name.split(".", 1)} if "." in name else {"Ref": name}))

    return re.sub(r"\$\{([^}]+)\}", put, text)


def _hand_out_text() -> None:
    # CloudFormation's outputs are texts, and its truth is written small.
    known = parsing.parse_output

    def parse_output(logical_id: str, declared: Any, resources: parsing.ResourceMap) -> Any:
        output = known(logical_id, declared, resources)
        if output is not None and output.value is not None:
            output.value = _text(output.value)
        return output

    parsing.parse_output = parse_output  # type: ignore[assignment]


def _text(value: Any) -> str:
    return ",".join(map(_text, value)) if isinstance(value, list) else text_of(value)


def _cidr(block: str, count: Any, bits: Any = 8) -> list[str]:
    network = ipaddress.ip_network(block)
    subnets = network.subnets(new_prefix=network.max_prefixlen - int(bits))
    return [str(next(subnets)) for _ in range(int(count))]
