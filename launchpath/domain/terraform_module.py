"""A .tar.gz of Terraform's files: what its root module asks for, makes and hands out (semantics 7.4)."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

from launchpath.api.errors import Phrase
from launchpath.domain import archive, hcl, terraform_variable
from launchpath.domain.archive import ArchiveError, File
from launchpath.domain.hcl import HclError
from launchpath.domain.template import OutputDeclaration, Resource, Template
from launchpath.domain.template_tree import TemplateError
from launchpath.domain.terraform_variable import Variable

_ENDINGS: Final = (".tf", ".tf.json")
#: What the engine itself puts beside the module's files, or Terraform does.
RESERVED: Final = (".terraform/", "launchpath_override.tf.json")
#: More variables are not read, nor is there a form for them.
MOST_VARIABLES: Final = 1_000
#: More words and signs would take many seconds to read, and everybody waits meanwhile.
MOST_SIGNS: Final = 60_000
_SIGN: Final = re.compile(r"\w+|[^\w\s]")
_VARIABLE: Final = re.compile(r"^\s*variable\b", re.MULTILINE)
#: How deep a .tf.json file may nest.
_DEEPEST: Final = 80

_NONE: Final = (
    "No .tf files found. Nothing to parse. Make sure the root directory of the Terraform open source configuration "
    "file contains the .tf files for the root module."
)


class ModuleError(TemplateError):
    """An archive that cannot be published; said as the service's parameter parser does."""

    @property
    def refusal(self) -> Phrase:
        return Phrase("Error occurred during parameter parsing: {fault}", fault=str(self))


def read(content: bytes) -> Template:
    """What the archive's root module asks for, makes and hands out. Raises ModuleError."""
    # A read module is small, but its archive is the key to it.
    return _read(content)


def files(content: bytes) -> Mapping[str, File]:
    """The files of the archive. Raises ModuleError."""
    try:
        found = archive.unpack(content)
    except ArchiveError as fault:
        raise ModuleError(f"Artifact is not a valid tar.gz file: {fault}") from None
    for path in found:
        if path.startswith(RESERVED):
            raise ModuleError(
                f"{path} can't be in the artifact: names like this are kept for the engine. Leave it out."
            )
    return found


@lru_cache(maxsize=64)
def _read(content: bytes) -> Template:
    texts = [(path, _text(path, one)) for path, one in _in_order(files(content))]
    if not texts:
        raise ModuleError(_NONE)
    _check_size([text for _, text in texts])
    parsed = [(path, text, _parsed(path, text)) for path, text in texts]
    variables: dict[str, Variable] = {}
    for path, text, root in parsed:
        for key, found in _variables(path, text, root):
            known = variables.get(key)
            variables[key] = known.overridden(found) if known is not None and _is_override(path) else found
    _check_number(len(variables))
    roots = [root for _, _, root in parsed]
    return Template(
        version=None,
        description=None,
        metadata=None,
        parameters=tuple(terraform_variable.parameter(key, one) for key, one in variables.items()),
        rules={},
        conditions={},
        resources=tuple(dict.fromkeys(resource for root in roots for resource in _resources(root))),
        outputs=tuple({one.key: one for root in roots for one in _outputs(root)}.values()),
        transforms=(),
        capabilities=(),
        capabilities_reason=None,
        _sections={"Mappings": {}, "Conditions": {}, "Resources": {}, "Outputs": {}},
    )


def _in_order(found: Mapping[str, File]) -> list[tuple[str, File]]:
    """The root module's files, override files last: they are laid over the others in the order of their names."""
    here = [(path, one) for path, one in found.items() if "/" not in path and path.endswith(_ENDINGS)]
    return sorted(here, key=lambda pair: (_is_override(pair[0]), pair[0]))


def _is_override(path: str) -> bool:
    stem = path.removesuffix(".json").removesuffix(".tf")
    return stem == "override" or stem.endswith("_override")


def _text(path: str, file: File) -> str:
    try:
        return file.text
    except ArchiveError as fault:
        raise ModuleError(f"{path} can't be read: {fault}.") from None


def _check_size(texts: Sequence[str]) -> None:
    """Refuse what would take many seconds to read, before it is read."""
    if sum(map(len, texts)) > hcl.MOST_BYTES:
        raise ModuleError(f"The root module's files have more than {hcl.MOST_BYTES:,} letters. Use modules below it.")
    if sum(1 for text in texts for _ in _SIGN.finditer(text)) > MOST_SIGNS:
        raise ModuleError(
            f"The root module's files have more than {MOST_SIGNS:,} words and signs. Use modules below it."
        )
    _check_number(sum(len(_VARIABLE.findall(text)) for text in texts))


def _check_number(variables: int) -> None:
    if variables > MOST_VARIABLES:
        raise ModuleError(f"The root module has more than {MOST_VARIABLES:,} variables.")


def _parsed(path: str, text: str) -> dict[str, Any]:
    try:
        root = _json(text) if path.endswith(".json") else hcl.parse(text)
    except (HclError, ValueError) as fault:
        raise ModuleError(f"{path} can't be read: {fault}.") from None
    if not isinstance(root, dict):
        raise ModuleError(f"{path} can't be read: it holds no blocks.")
    if _is_override(path) and any({"backend", "cloud"} & one.keys() for one in _listed(root.get("terraform"))):
        raise ModuleError(f"{path} names a backend: in an override file it would be laid over ours. Leave it out.")
    return root


def _json(text: str) -> object:
    """Raises ValueError."""
    try:
        root: object = json.loads(text)
    except RecursionError:
        root = None
    else:
        level = [root]
        for _ in range(_DEEPEST):
            level = [member for one in level for member in _members(one)]
        if not level:
            return root
    raise ValueError(f"it nests deeper than {_DEEPEST} levels")


def _members(node: object) -> Iterable[object]:
    return node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()


def _listed(found: Any) -> list[dict[str, Any]]:
    """Blocks without a label; both languages allow several of them in a list."""
    return [one for one in (found if isinstance(found, list) else [found]) if isinstance(one, dict)]


def _blocks(root: Mapping[str, Any], kind: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The blocks of a kind by their first label; both languages allow several of them in a list."""
    found = root.get(kind) or []
    for one in found if isinstance(found, list) else [found]:
        for label, body in hcl.body(one).items() if isinstance(one, dict) else ():
            for block in body if isinstance(body, list) else [body]:
                if isinstance(block, dict):
                    yield hcl.name(label), block


def _variables(path: str, text: str, root: Mapping[str, Any]) -> Iterator[tuple[str, Variable]]:
    read_block = terraform_variable.from_json if path.endswith(".json") else terraform_variable.from_hcl
    for key, block in _blocks(root, "variable"):
        try:
            yield key, read_block(block)
        except HclError as fault:
            place = re.search(rf'\bvariable"?\s*:?[\s{{]*"?{re.escape(key)}\b', text)
            where = f" (line {text.count(chr(10), 0, place.start()) + 1})" if place else ""
            raise ModuleError(f"{path} can't be read: variable {key}{where}: {fault}.") from None


def _resources(root: Mapping[str, Any]) -> Iterator[Resource]:
    for kind, block in _blocks(root, "resource"):
        for label in hcl.body(block):
            yield Resource(f"{kind}.{hcl.name(label)}", kind)


def _outputs(root: Mapping[str, Any]) -> Iterator[OutputDeclaration]:
    for key, block in _blocks(root, "output"):
        description = block.get("description", "")
        try:
            told = hcl.literal(description) if str(description).startswith('"') else description
        except HclError:
            told = ""
        yield OutputDeclaration(key, str(told))
