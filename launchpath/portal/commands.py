"""What would do the same as a form: as an AWS CLI command, in Python, as Terraform, as a link."""

import json
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from launchpath.portal import draft as drafts
from launchpath.portal import form
from launchpath.portal.draft import Draft
from launchpath.portal.visit import Visit


@dataclass(frozen=True, slots=True)
class Command:
    """One way to say it."""

    id: str
    title: str
    text: str


#: A value of a parameter, or of which variable of the environment it is: secrets are never shown.
@dataclass(frozen=True, slots=True)
class _Value:
    key: str
    text: str
    variable: str = ""


def of_launch(draft: Draft, visit: Visit) -> tuple[Command, ...]:
    """The launch that is in the form, with the values that differ from the template's defaults."""
    values = list(_values(draft))
    return (
        Command("cli", "AWS CLI", _cli(draft, values)),
        Command("boto3", "Python (boto3)", _boto3(draft, values)),
        Command("terraform", "Terraform", _terraform(draft, values)),
        Command("link", "Link to this form", _link(draft, values, visit)),
    )


def _values(draft: Draft) -> Iterator[_Value]:
    for one in draft.parameters:
        key = str(one.parameter_key)
        if one.is_no_echo:
            if key in draft.values or draft.checked is None or key not in draft.checked.with_default:
                yield _Value(key, "", _variable(key))
        elif key in draft.values and draft.values[key] != one.default_value:
            yield _Value(key, draft.values[key])


#: Characters that end a line somewhere, or move a terminal's cursor.
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def _what(draft: Draft) -> str:
    """What is launched, for a comment: one line, whatever the names are."""
    return _CONTROLS.sub(" ", f"{draft.product.name} {draft.version.name}")


def _variable(key: str) -> str:
    """The name of an environment variable: SIGNING_SECRET for SigningSecret."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|\W+", "_", key, flags=re.ASCII).upper()
    return f"_{words}" if words[0].isdigit() else words


def _cli(draft: Draft, values: list[_Value]) -> str:
    lines = [
        "aws servicecatalog provision-product",
        f"--product-id {draft.product.product_id}",
        f"--provisioning-artifact-id {draft.version.id}",
        f"--path-id {draft.path.id}",
        f"--provisioned-product-name {shlex.quote(draft.name or 'NAME')}",
    ]
    if values:
        lines.append(" \\\n      ".join(["--provisioning-parameters", *map(_cli_value, values)]))
    if tags := drafts.all_tags(draft):
        pairs = (shlex.quote(f"Key={_shorthand(str(one.key))},Value={_shorthand(str(one.value))}") for one in tags)
        lines.append(" \\\n      ".join(["--tags", *pairs]))
    return f"# {_what(draft)}\n" + " \\\n  ".join(lines)


#: A secret, escaped by the shell as _shorthand escapes what is known.
_FROM_ENVIRONMENT = r'''"Key={key},Value=\"$(sed 's/[\"]/\\&/g' <<<"${variable}")\""'''


def _cli_value(value: _Value) -> str:
    if value.variable:
        return _FROM_ENVIRONMENT.format(key=value.key, variable=value.variable)
    return shlex.quote(f"Key={value.key},Value={_shorthand(value.text)}")


def _shorthand(text: str) -> str:
    """A value in the CLI's shorthand, where commas and quotes mean something."""
    if re.fullmatch(r"[\w./:@+-]+", text, re.ASCII):
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _boto3(draft: Draft, values: list[_Value]) -> str:
    rows = "".join(
        f'        {{"Key": {_python(one.key)}, "Value": '
        + (f'os.environ["{one.variable}"]' if one.variable else _python(one.text))
        + "},\n"
        for one in values
    )
    tags = "".join(
        f'        {{"Key": {_python(str(one.key))}, "Value": {_python(str(one.value))}}},\n'
        for one in drafts.all_tags(draft)
    )
    imports = "import os\n\nimport boto3" if any(one.variable for one in values) else "import boto3"
    return (
        f'{imports}\n\ncatalog = boto3.client("servicecatalog")\n'
        f"record = catalog.provision_product(  # {_what(draft)}\n"
        f'    ProductId="{draft.product.product_id}",\n'
        f'    ProvisioningArtifactId="{draft.version.id}",\n'
        f'    PathId="{draft.path.id}",\n'
        f"    ProvisionedProductName={_python(draft.name or 'NAME')},\n"
        + (f"    ProvisioningParameters=[\n{rows}    ],\n" if rows else "")
        + (f"    Tags=[\n{tags}    ],\n" if tags else "")
        + ')["RecordDetail"]'
    )


def _python(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _terraform(draft: Draft, values: list[_Value]) -> str:
    label = re.sub(r"\W+", "_", draft.name or "launched").strip("_").lower() or "launched"
    label = f"_{label}" if label[0].isdigit() else label
    variables = "".join(
        f'variable "{one.variable.lower()}" {{\n  type      = string\n  sensitive = true\n}}\n\n'
        for one in values
        if one.variable
    )
    blocks = "".join(
        f"\n  provisioning_parameters {{\n    key   = {_hcl(one.key)}\n"
        f"    value = {f'var.{one.variable.lower()}' if one.variable else _hcl(one.text)}\n  }}\n"
        for one in values
    )
    tags = "".join(f"    {_hcl(str(one.key))} = {_hcl(str(one.value))}\n" for one in drafts.all_tags(draft))
    return (
        f"{variables}# {_what(draft)}\n"
        f'resource "aws_servicecatalog_provisioned_product" "{label}" {{\n'
        f"  name                     = {_hcl(draft.name or 'NAME')}\n"
        f'  product_id               = "{draft.product.product_id}"\n'
        f'  provisioning_artifact_id = "{draft.version.id}"\n'
        f'  path_id                  = "{draft.path.id}"\n'
        f"{blocks}" + (f"\n  tags = {{\n{tags}  }}\n" if tags else "") + "}"
    )


def _hcl(text: str) -> str:
    """A string of Terraform's language, in which ${ and %{ would begin something."""
    return json.dumps(text, ensure_ascii=False).replace("${", "$${").replace("%{", "%%{")


def _link(draft: Draft, values: list[_Value], visit: Visit) -> str:
    query = {"version": str(draft.version.id), "path": str(draft.path.id), "name": draft.name}
    query |= {form.PREFIX + one.key: one.text for one in values if not one.variable}
    query |= {form.TAG_PREFIX + key: value for key, value in draft.tags.items()}
    query["own_tags"] = draft.own_tags
    said = {name: text for name, text in query.items() if text or name.startswith(form.PREFIX)}
    return visit.whole(f"/products/{draft.product.product_id}/launch?{urlencode(said)}")
