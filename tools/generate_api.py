"""Writes launchpath/api/ from botocore's model of the service: `python tools/generate_api.py [folder]`.

The generated files are committed and never edited by hand; a test regenerates them and compares. What the model lacks
and the real service has is added from the tables here and in api_heads.py, each line with its source.
"""

import gzip
import json
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import botocore
from api_heads import ERRORS_HEAD, FRONT_END_ERRORS, OPERATIONS_HEAD, TYPES_HEAD, WARNING

Shape = dict[str, Any]
Model = dict[str, Any]

TARGET = Path(__file__).parent.parent / "launchpath" / "api"
MODEL = Path(botocore.__file__).parent / "data" / "servicecatalog" / "2015-12-10"

#: Enumeration values that the real service sends and the model does not list.
UNLISTED_VALUES = {"Status": ("CREATED",)}  # semantics 4.2

#: Patterns of the model that would refuse what real clients send.
CORRECTED_PATTERNS = {"EngineWorkflowToken": r"[0-9A-Za-z+\/=-]+"}  # semantics 1.3: real tokens are UUIDs with hyphens

#: Shapes whose values may be secret: never printed, never echoed in an error.
SECRET = frozenset({"ParameterValue", "ExecutionParameterValue", "OutputValue", "EngineWorkflowToken"})


def generate() -> dict[str, str]:
    """The files of launchpath/api/, by name."""
    model = load_model()
    return {
        "__init__.py": f'"""The contract: what the API says. {WARNING}"""\n',
        "errors.py": errors(model),
        "operations.py": operations(model),
        "types.py": types(model),
    }


def load_model() -> Model:
    """The service model as botocore ships it: plain or compressed JSON."""
    plain = MODEL / "service-2.json"
    text = plain.read_bytes() if plain.exists() else gzip.decompress((MODEL / "service-2.json.gz").read_bytes())
    model: Model = json.loads(text)
    return model


def types(model: Model) -> str:
    """types.py: every shape comes after the shapes that it is made of."""
    shapes = model["shapes"]
    asked = reachable(shapes, (operation["input"]["shape"] for operation in model["operations"].values()))
    told = reachable(shapes, (operation["output"]["shape"] for operation in model["operations"].values()))
    ordered = in_order(shapes, sorted(asked | told))
    scalars = [alias(shapes, name) for name in sorted(asked | told) if is_named_scalar(name, shapes[name])]
    made = [
        struct(shapes, name, strict=name in asked) if shapes[name]["type"] == "structure" else alias(shapes, name)
        for name in ordered
        if is_made(shapes[name]) and has_name(name, shapes[name])
    ]
    return "\n\n".join([TYPES_HEAD + "".join(scalars), *made])


def errors(model: Model) -> str:
    """errors.py: the errors that the model knows, then those of the front end."""
    blocks = [ERRORS_HEAD]
    for name in sorted(name for name, shape in model["shapes"].items() if shape.get("exception")):
        blocks.append(f'class {name}(ServiceError):\n    code = "{name}"\n    member = "Message"\n')
    for name, status, member, meaning in FRONT_END_ERRORS:
        block = f'class {name}(ServiceError):\n    """{meaning}"""\n\n    code = "{name}"\n'
        block += f"    status = {status}\n" if status != 400 else ""
        block += f'    member = "{member}"\n' if member != "message" else ""
        blocks.append(block)
    return "\n\n".join(blocks)


def operations(model: Model) -> str:
    """operations.py: the names that the protocols need, then the table."""
    metadata = model["metadata"]
    lines = [
        OPERATIONS_HEAD,
        "\n#: The service's name in X-Amz-Target and in the path of RPC v2.",
        f'TARGET_PREFIX = "{metadata["targetPrefix"]}"',
        "#: The service's name in the scope of a signature.",
        f'SIGNING_NAME = "{metadata.get("signingName", metadata["endpointPrefix"])}"',
        "\nOPERATIONS: dict[str, Operation] = {",
    ]
    for name, operation in sorted(model["operations"].items()):
        codes = "".join(f'"{error["shape"]}", ' for error in operation.get("errors", ()))
        lines += [
            f'    "{name}": Operation(',
            f'        name="{name}",',
            f'        python_name="{botocore.xform_name(name)}",',
            f"        input=types.{operation['input']['shape']},",
            f"        output=types.{operation['output']['shape']},",
            f"        errors=({codes.rstrip()}),",
            "    ),",
        ]
    return "\n".join([*lines, "}", ""])


def parts(shape: Shape) -> list[str]:
    """The shapes that a shape is made of."""
    members = [member["shape"] for member in shape.get("members", {}).values()]
    return members + [shape[role]["shape"] for role in ("member", "key", "value") if role in shape]


def reachable(shapes: dict[str, Shape], roots: Iterable[str]) -> set[str]:
    """The names of `roots` and of all that they are made of."""
    found: set[str] = set()
    waiting = list(roots)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += parts(shapes[name])
    return found


def in_order(shapes: dict[str, Shape], names: list[str]) -> list[str]:
    """`names`, each after its parts."""
    ordered: list[str] = []

    def place(name: str, outer: tuple[str, ...]) -> None:
        if name in outer:
            raise ValueError(f"{name} contains itself: teach this generator about recursive shapes.")
        if name not in ordered:
            for part in parts(shapes[name]):
                place(part, (*outer, name))
            ordered.append(name)

    for name in names:
        place(name, ())
    return ordered


def is_made(shape: Shape) -> bool:
    """Whether a shape is made of others, as structures, lists and maps are."""
    return shape["type"] in ("structure", "list", "map")


def is_named_scalar(name: str, shape: Shape) -> bool:
    return not is_made(shape) and has_name(name, shape)


def has_name(name: str, shape: Shape) -> bool:
    """Whether a shape gets a name in Python: it is a structure, constrains something, or is secret."""
    return shape["type"] == "structure" or bool(shape.keys() & {"enum", "min", "max", "pattern"}) or name in SECRET


def reference(shapes: dict[str, Shape], name: str) -> str:
    """How other shapes refer to `name`."""
    shape = shapes[name]
    if shape["type"] == "timestamp":
        return "Timestamp"
    return name if has_name(name, shape) else plain(shapes, shape)


def plain(shapes: dict[str, Shape], shape: Shape) -> str:
    """The Python type of a shape, its constraints apart."""
    kind = shape["type"]
    if kind == "list":
        return f"tuple[{reference(shapes, shape['member']['shape'])}, ...]"
    if kind == "map":
        return f"dict[{reference(shapes, shape['key']['shape'])}, {reference(shapes, shape['value']['shape'])}]"
    return {"string": "str", "integer": "int", "boolean": "bool"}[kind]


def alias(shapes: dict[str, Shape], name: str) -> str:
    """The line that names a type which is not a structure."""
    shape = shapes[name]
    if "enum" in shape:
        values = (*shape["enum"], *UNLISTED_VALUES.get(name, ()))
        return f"{name} = Literal[{', '.join(json.dumps(value) for value in values)}]\n"
    return f"{name} = Annotated[{plain(shapes, shape)}, Meta({', '.join(constraints(name, shape))})]\n"


def constraints(name: str, shape: Shape) -> Iterator[str]:
    """The arguments of Meta. `extra` keeps what the error texts need: the pattern as the service prints it."""
    if shape["type"] == "integer":
        yield f"ge={shape['min']}, le={shape.get('max', 2**31 - 1)}"
    else:
        yield from (f"{word}_length={shape[word]}" for word in ("min", "max") if word in shape)
    extra: list[str] = []
    if "pattern" in shape:
        pattern: str = CORRECTED_PATTERNS.get(name) or shape["pattern"]
        yield f'pattern=r"^(?:{python_pattern(pattern)})\\Z"'
        extra.append(f'"pattern": r"{pattern}"')
    if name in SECRET:
        extra.append('"secret": True')
    if extra:
        yield f"extra={{{', '.join(extra)}}}"


def python_pattern(pattern: str) -> str:
    """A Java pattern in Python's words. `\\w` is exactly `[\\p{L}\\p{N}_]`; the separators `\\p{Z}` are listed."""
    separators = r"\u0020\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
    translated = pattern.replace(r"\p{L}\p{Z}\p{N}_", rf"\w{separators}").replace(r"\d", "[0-9]")
    if r"\p" in translated or '"' in translated:
        raise ValueError(f"Teach this generator to translate the pattern {pattern}.")
    re.compile(translated)
    return translated


def struct(shapes: dict[str, Shape], name: str, *, strict: bool) -> str:
    """The class of a structure; `strict`: requests use it, so its required members are required."""
    shape = shapes[name]
    required = set(shape.get("required", ())) if strict else set()
    lines = [f"class {name}(Shape, frozen=True, kw_only=True):"]
    for member, target in shape["members"].items():
        kind = reference(shapes, target["shape"])
        wanted = f'{kind} = field(name="{member}")'
        optional = f'{kind} | None = field(name="{member}", default=None)'
        lines.append(f"    {botocore.xform_name(member)}: {wanted if member in required else optional}")
    secret = [botocore.xform_name(m) for m, target in shape["members"].items() if is_secret(shapes, target["shape"])]
    if secret:
        names = ", ".join(f'"{attribute}"' for attribute in secret)
        lines += ["", "    def __repr__(self) -> str:", f"        return masked(self, {names})"]
    return "\n".join(lines if len(lines) > 1 else [*lines, "    pass"]) + "\n"


def is_secret(shapes: dict[str, Shape], name: str) -> bool:
    """Whether values of a shape are secret, or lists or maps of secrets."""
    shape = shapes[name]
    inner = shape.get("member") or shape.get("value")
    return name in SECRET or (inner is not None and is_secret(shapes, inner["shape"]))


def main(target: Path) -> None:
    """Write the package to the folder `target`."""
    target.mkdir(parents=True, exist_ok=True)
    for name, text in generate().items():
        (target / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET)
