"""Writes docs/compatibility.md from the code: which operations there are, and what they do with each of their members.

`python tools/generate_compatibility.py`; a test compares. A member is supported when the operation's code reads it of
the request, and sent when it sets it in the reply (read_operations.py). What needs a word is in the tables below.
"""

import ast
import inspect
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from msgspec import Struct, structs
from read_operations import Findings, Member, read, shape_of

from launchpath import perform
from launchpath.api.operations import OPERATIONS as CONTRACT
from launchpath.api.operations import Operation
from launchpath.operations import OPERATIONS

TARGET = Path(__file__).parent.parent / "docs" / "compatibility.md"

SUPPORTED, IGNORED, REFUSED = "Supported", "Accepted and ignored", "Refused"
SENT, EMPTY, NEVER = "Sent", "Always empty", "Never sent"

_NO_REPOSITORIES = "products are not synchronised from repositories"
_NO_SHARES = "portfolios of other accounts are not supported yet"
_ANY_TAG = "whether there is one counts: then something stands, and an update may mend it"
_SAME_RESULT = "a record's result is taken once, and a repeat of it is answered like the first"
_NO_BUDGETS = "budgets are not supported yet"

#: Members that the operations read in order to refuse them, by the shape and the member's name on the wire.
REFUSALS = {
    ("CreateProductInput", "SourceConnection"): _NO_REPOSITORIES,
    ("UpdateProductInput", "SourceConnection"): _NO_REPOSITORIES,
}

#: Why members are ignored, never sent, or supported in part.
REMARKS = {
    ("AssociateProductWithPortfolioInput", "SourcePortfolioId"): _NO_SHARES,
    ("CreateConstraintInput", "Type"): "launches through STACKSET need the engine cloudformation-stacksets",
    ("CreateProductInput", "ProductType"): "the types that a configured engine provisions",
    ("DescribePortfolioOutput", "Budgets"): _NO_BUDGETS,
    ("DescribeProductAsAdminInput", "SourcePortfolioId"): _NO_SHARES,
    ("DescribeProductAsAdminOutput", "Budgets"): _NO_BUDGETS,
    ("DescribeProductOutput", "Budgets"): _NO_BUDGETS,
    ("DescribeProvisionedProductOutput", "CloudWatchDashboards"): "there are none",
    ("ListProvisioningArtifactsOutput", "NextPageToken"): "all versions come at once",
    ("NotifyProvisionProductEngineWorkflowResultInput", "IdempotencyToken"): _SAME_RESULT,
    ("NotifyTerminateProvisionedProductEngineWorkflowResultInput", "IdempotencyToken"): _SAME_RESULT,
    ("NotifyUpdateProvisionedProductEngineWorkflowResultInput", "IdempotencyToken"): _SAME_RESULT,
    ("ProductViewDetail", "SourceConnection"): _NO_REPOSITORIES,
    ("ProvisioningArtifactDetail", "SourceRevision"): _NO_REPOSITORIES,
    ("ProvisioningArtifactProperties", "Info"): "LoadTemplateFromURL; ImportFromPhysicalId is refused",
    ("SearchProductsAsAdminInput", "ProductSource"): "its one value, ACCOUNT, is what is searched",
    ("UniqueTagResourceIdentifier", "Key"): _ANY_TAG,
    ("UniqueTagResourceIdentifier", "Value"): _ANY_TAG,
}

#: Resources, and the operations on them; an operation belongs to the first that fits.
GROUPS = (
    ("Portfolio shares", r"PortfolioShare|PortfolioAccess|OrganizationsAccess"),
    ("Service actions", r"ServiceAction"),
    ("Plans", r"ProvisionedProductPlan"),
    ("Budgets", r"Budget"),
    ("TagOptions", r"TagOption"),
    ("Constraints", r"Constraint"),
    ("Principals", r"Principal"),
    ("External engines", r"^Notify"),
    ("Launching", r"^ProvisionProduct$|^(Update|Terminate)ProvisionedProduct$|LaunchPaths|ProvisioningParameters"),
    ("Records", r"Record"),
    ("Provisioned products", r"ProvisionedProduct"),
    ("Provisioning artifacts", r"ProvisioningArtifact"),
    ("Products", r"Product(s|AsAdmin|sAsAdmin|View|Status)?$"),
    ("Portfolios", r"Portfolio"),
)

HEAD = """# Compatibility

Written by `tools/generate_compatibility.py` from the code: do not edit. A test compares the two.

Launchpath speaks the AWS Service Catalog API of {version}, in awsJson 1.1 and RPC v2 CBOR. It supports {supported} of
its {all} operations; the others answer `OperationNotSupportedException`. Below the path `/2016-07-07` the same server
speaks the API's first edition: its eleven operations, with the members and states of that day.

A request's member counts as supported when the operation acts on it, and a reply's when the operation can send it.
"""


class Disagreement(Exception):
    """The tables of this tool and the code say different things; the message says which, and what to do."""


@dataclass(frozen=True)
class Told:
    """One member, with what happens to it."""

    #: Its name on the wire, after the names of the structures that it is in.
    path: str
    state: str
    remark: str


class Remarks:
    """The tables above, and which of their lines were needed."""

    def __init__(self) -> None:
        self._used: set[Member] = set()

    def refusal(self, place: Member) -> str | None:
        self._used.add(place)
        return REFUSALS.get(place)

    def of(self, place: Member, *, needed: bool) -> str:
        self._used.add(place)
        if needed and place not in REMARKS:
            raise Disagreement(f"{'.'.join(place)} is not supported by the code: say why in REMARKS.")
        return REMARKS.get(place, "")

    def check(self) -> None:
        """Every line of the tables is about a member that there is."""
        if idle := sorted((REFUSALS.keys() | REMARKS.keys()) - self._used):
            raise Disagreement(f"Nothing needs these lines any more: {idle}.")


def asked(operation: Operation, findings: Findings, remarks: Remarks) -> Iterator[Told]:
    """Every member of the operation's request."""
    for_all = _read_for_all()

    def judge(shape: str, member: structs.FieldInfo) -> tuple[str, str]:
        place = (shape, member.encode_name)
        is_read = (shape, member.name) in findings.reads or member.name in for_all
        if reason := remarks.refusal(place):
            if not is_read:
                raise Disagreement(f"{'.'.join(place)} is not refused, since it is not even read: see REFUSALS.")
            return REFUSED, reason
        return (SUPPORTED if is_read else IGNORED), remarks.of(place, needed=not is_read)

    return _walk(operation.input, "", judge)


def told(operation: Operation, findings: Findings, remarks: Remarks) -> Iterator[Told]:
    """Every member of the operation's reply."""

    def judge(shape: str, member: structs.FieldInfo) -> tuple[str, str]:
        found = (shape, member.name)
        state = SENT if found in findings.sets else EMPTY if found in findings.empties else NEVER
        return state, remarks.of((shape, member.encode_name), needed=state is not SENT)

    return _walk(operation.output, "", judge)


def _walk(shape: type[Struct], path: str, judge: Callable[[str, structs.FieldInfo], tuple[str, str]]) -> Iterator[Told]:
    """The members of a shape, and of the structures in it as far as they count."""
    for member in structs.fields(shape):
        state, remark = judge(shape.__name__, member)
        here = f"{path}{member.encode_name}"
        yield Told(here, state, remark)
        inner = shape_of(member.type)
        if inner and state in (SUPPORTED, SENT):
            yield from _walk(inner, f"{here}.", judge)


def _read_for_all() -> set[str]:
    """The members that perform.py reads of every request that has them."""
    calls = [node for node in ast.walk(ast.parse(inspect.getsource(perform))) if isinstance(node, ast.Call)]
    read_by_name = [call.args for call in calls if ast.unparse(call.func) == "getattr" and len(call.args) == 3]
    return {str(name.value) for _, name, _ in read_by_name if isinstance(name, ast.Constant)}


def generate() -> str:
    """The text of docs/compatibility.md. Raises Disagreement."""
    remarks = Remarks()
    members = {}
    for name, does in OPERATIONS.items():
        findings = read(does.function)
        members[name] = [list(side(CONTRACT[name], findings, remarks)) for side in (asked, told)]
    remarks.check()
    head = HEAD.format(version="2015-12-10", supported=len(OPERATIONS), all=len(CONTRACT))
    return "\n".join([head, *_overview(members), *_details(members)]) + "\n"


def _group(name: str) -> str:
    group = next((title for title, names in GROUPS if re.search(names, name)), None)
    if group is None:
        raise Disagreement(f"{name} belongs to no resource: see GROUPS.")
    return group


def _overview(members: dict[str, list[list[Told]]]) -> Iterator[str]:
    for title in sorted({_group(name) for name in CONTRACT}):
        names = [name for name in CONTRACT if _group(name) == title]
        yield f"## {title}: {sum(name in OPERATIONS for name in names)} of {len(names)}\n"
        yield "| operation | state | request | reply |\n|---|---|---|---|"
        for name in names:
            yield _line(name, members[name]) if name in members else f"| {name} | not yet | | |"
        yield ""


def _line(name: str, sides: list[list[Told]]) -> str:
    counts = [f"{sum(one.state in (SUPPORTED, SENT) for one in side)} of {len(side)}" for side in sides]
    return f"| [{name}](#{name.lower()}) | supported | {' | '.join(counts)} |"


def _details(members: dict[str, list[list[Told]]]) -> Iterator[str]:
    yield "# Member by member\n"
    for name in sorted(members):
        request, reply = members[name]
        yield f"### {name}\n"
        yield from _side("Request", request, (SUPPORTED, IGNORED, REFUSED))
        yield from _side("Reply", reply, (SENT, EMPTY, NEVER))


def _side(title: str, side: list[Told], states: tuple[str, ...]) -> Iterator[str]:
    yield f"**{title}**\n"
    if not side:
        yield "- No members.\n"
        return
    for state in states:
        if listed := [one for one in side if one.state == state]:
            yield f"- {state}: {', '.join(map(_spelled, listed))}"
    yield ""


def _spelled(one: Told) -> str:
    return f"`{one.path}`" + (f" ({one.remark})" if one.remark else "")


def main(target: Path) -> None:
    """Write the page."""
    target.write_text(generate(), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET)
