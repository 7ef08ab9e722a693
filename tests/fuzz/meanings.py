"""What the contract's types do not say: which members name what, and what members of free text are understood to be."""

import json
import re
from typing import Any

from hypothesis import strategies as st

from tests.fuzz.known import known

#: Which kinds of known things a member names, in any operation.
_NAMED: dict[str, tuple[str, ...]] = {
    "ConstraintId": ("cons",),
    "PathId": ("lpv3",),
    "PathName": ("port name",),
    "PortfolioId": ("port",),
    "ProductId": ("prod",),
    "ProductName": ("prod name",),
    "ProvisionedProductId": ("pp",),
    "ProvisionedProductName": ("pp name", "pp name", "pp arn"),
    "ProvisioningArtifactId": ("pa",),
    "ProvisioningArtifactName": ("pa name",),
    "ResourceId": ("port", "prod"),
    "SourcePortfolioId": ("port",),
    "TagOptionId": ("tag",),
}

#: What an operation's Id and Name are of, by the end of its name; the longer comes first.
_OBJECTS = (
    ("ProvisionedProduct", "pp"),
    ("ProvisioningArtifact", "pa"),
    ("ProductView", "prodview"),
    ("ProductAsAdmin", "prod"),
    ("Product", "prod"),
    ("Portfolio", "port"),
    ("Constraint", "cons"),
    ("TagOption", "tag"),
    ("Record", "rec"),
)

#: Members that name the same thing: a request has one of them.
PAIRS = (
    ("Id", "Name"),
    ("PathId", "PathName"),
    ("ProductId", "ProductName"),
    ("ProvisionedProductId", "ProvisionedProductName"),
    ("ProvisioningArtifactId", "ProvisioningArtifactName"),
)

#: Members with which a request is nearly always refused.
RARE = ("PageToken", "SourceConnection", "ProvisioningPreferences", "OutputKeys")

#: Members without which a request is always refused, though the shape does not say so.
NEEDED = ("Info", "ProvisioningArtifactParameters")

#: Names that are chosen in the request, not looked up.
_NEW_NAMES = {("ProvisionProduct", "ProvisionedProductName"), ("UpdateProvisioningArtifact", "Name")}

_ROLE = "arn:aws:iam::123456789012:role/launcher"
_TOPIC = "arn:aws:sns:us-east-1:123456789012:launches"

_RULES: list[Any] = [
    {"Rules": {"Short": {"Assertions": [{"Assert": {"Fn::Contains": [["0", "5"], {"Ref": "Delay"}]}}]}}},
    {
        "Rules": {
            "Plain": {
                "RuleCondition": {"Fn::Equals": [{"Ref": "Kind"}, "fifo"]},
                "Assertions": [
                    {"Assert": {"Fn::Not": [{"Fn::Equals": [{"Ref": "Delay"}, "0"]}]}, "AssertDescription": "no"}
                ],
            }
        }
    },
    {"Rules": {"Odd": {"Assertions": [{"Assert": {"Fn::And": []}}]}}},
    {"Rules": {"Unknown": {"Assertions": [{"Assert": {"Fn::ValueOf": ["Nothing", "Attribute"]}}]}}},
    {"Rules": {"All": {"Assertions": [{"Assert": {"Fn::EachMemberIn": [{"Fn::ValueOfAll": ["String", "x"]}, []]}}]}}},
    {"Rules": []},
    {"Rules": {"None": None}},
    {"RoleArn": _ROLE},
    {"RoleArn": "no role"},
    {"LocalRoleName": "launcher"},
    {"RoleArn": _ROLE, "LocalRoleName": "launcher"},
    {"NotificationArns": [_TOPIC]},
    {"NotificationArns": "none"},
    {"Version": "2.0", "Properties": {"TagUpdateOnProvisionedProduct": "ALLOWED"}},
    {"Version": 2.0, "Properties": {"TagUpdateOnProvisionedProduct": None}},
    {
        "Version": "String",
        "Properties": {"AccountList": ["123456789012"], "RegionList": ["us-east-1"], "AdminRole": _ROLE},
    },
    [],
    None,
    "text",
    7,
]

_WORDS = st.sampled_from(
    ["queue", "Que", "*", "", '"', "'", "%", "a b", "ü", "OR", "NEAR(", "(", "name", "x" * 300, "'--", "\\"]
)

_FIELDS = st.sampled_from(
    [
        "name",
        "status",
        "arn",
        "id",
        "type",
        "userArn",
        "productId",
        "createdTime",
        "tags",
        "key",
        "no",
        "lastRecordId",
        "",
    ]
)


@st.composite
def _search_queries(draw: st.DrawFn) -> str:
    """The query language of SearchProvisionedProducts, right and wrong."""
    terms = draw(st.lists(st.tuples(_FIELDS, st.sampled_from([":", "", "::"]), _WORDS), min_size=0, max_size=4))
    quoted = draw(st.booleans())
    joint = draw(st.sampled_from([" AND ", " OR ", " NOT ", " ", " AND NOT ", "\t", ") OR ("]))
    return joint.join(f'{field}{colon}"{word}"' if quoted else f"{field}{colon}{word}" for field, colon, word in terms)


_ARNS = st.sampled_from(
    [
        "arn:aws:iam::123456789012:user/developer",
        "arn:aws:iam::123456789012:user/admin",
        "arn:aws:iam::123456789012:group/team",
        "arn:aws:iam::123456789012:role/path/role",
        "arn:aws:iam:::role/ops-*",
        "arn:aws:iam:::user/*",
        "arn:aws:iam:::*",
        "arn:aws:iam::123456789012:root",
        "arn:aws:sts::123456789012:assumed-role/role/session",
        "arn:aws:iam::999999999999:user/developer",
    ]
)

_URLS = st.sampled_from(
    [
        "s3://bucket/no-such-template.yaml",
        "https://127.0.0.1/t.yaml",
        "http://169.254.169.254/latest/meta-data/",
        "file:///etc/passwd",
        "launchpath://templates/" + "0" * 64,
        "launchpath://[",
        "https://[::1",
        "",
    ]
)

_TOKENS = st.sampled_from(["a", "b", "c"]) | st.uuids().map(str)

#: Values of members, by (operation, member); * is any operation.
_VALUES: dict[tuple[str, str], st.SearchStrategy[Any]] = {
    ("*", "AcceptLanguage"): st.sampled_from(["en", "jp", "zh", "de"]),
    ("*", "Active"): st.sampled_from([True, True, True, False]),
    ("*", "Guidance"): st.sampled_from(["DEFAULT", "DEFAULT", "DEFAULT", "DEPRECATED"]),
    ("*", "IdempotencyToken"): _TOKENS,
    ("*", "Info"): st.fixed_dictionaries(
        {"LoadTemplateFromURL": st.one_of(known("template"), known("template"), _URLS)}
    ),
    ("*", "NotificationArns"): st.lists(st.just(_TOPIC) | st.just(_TOPIC + "2"), max_size=6),
    ("*", "PrincipalARN"): _ARNS,
    ("*", "ProductType"): st.sampled_from(["CLOUD_FORMATION_TEMPLATE"] * 5 + ["EXTERNAL"]),
    ("*", "ProvisionToken"): _TOKENS,
    ("*", "ProvisioningParameters"): st.lists(
        st.fixed_dictionaries(
            {"Key": st.sampled_from(["Delay", "Kind", "No", ""])},
            optional={
                "Value": st.sampled_from(["0", "5", "901", "fifo", "plain", "", "x"]),
                "UsePreviousValue": st.booleans(),
            },
        ),
        max_size=3,
    ),
    ("*", "ResourceType"): st.sampled_from(["Portfolio", "Product", "portfolio", "Record"]),
    ("*", "SupportUrl"): st.sampled_from(["https://support.example/", "http://x", "ftp://x", ""]),
    ("*", "TerminateToken"): _TOKENS,
    ("*", "Type"): st.just("CLOUD_FORMATION_TEMPLATE"),
    ("*", "UpdateToken"): _TOKENS,
    ("CreateConstraint", "Type"): st.sampled_from(
        ["TEMPLATE"] * 5 + ["LAUNCH", "NOTIFICATION", "RESOURCE_UPDATE", "STACKSET", "X"]
    ),
    ("CreateConstraint", "Parameters"): st.sampled_from(_RULES).map(json.dumps),
    ("UpdateConstraint", "Parameters"): st.sampled_from(_RULES).map(json.dumps),
    ("ListRecordHistory", "Key"): st.sampled_from(["product", "provisionedproduct", "record", "User", "Account"]),
    ("ListRecordHistory", "Value"): st.one_of(st.just("self"), known("prod", "pp")),
    ("ScanProvisionedProducts", "Value"): st.just("self"),
    ("SearchProvisionedProducts", "Value"): st.just("self"),
    ("ScanProvisionedProducts", "Key"): st.sampled_from(["User", "Role", "Account"]),
    ("SearchProvisionedProducts", "Key"): st.sampled_from(["User", "Role", "Account"]),
    ("SearchProvisionedProducts", "SortBy"): st.sampled_from(
        ["arn", "createdTime", "id", "lastRecordId", "name", "status"]
    ),
    ("SearchProvisionedProducts", "Filters"): st.fixed_dictionaries(
        {"SearchQuery": st.lists(_search_queries(), max_size=2)}
    ),
    ("SearchProducts", "Filters"): st.dictionaries(
        st.sampled_from(["FullTextSearch", "Owner", "ProductType", "SourceProductId"]), st.lists(_WORDS, max_size=3)
    ),
}
_VALUES["SearchProductsAsAdmin", "Filters"] = _VALUES["SearchProducts", "Filters"]


def kinds(operation: str, member: str) -> tuple[str, ...]:
    """The kinds of known things that a member names; none: it names nothing."""
    if (operation, member) in _NEW_NAMES or (operation.startswith(("Create", "Update")) and member == "Name"):
        return ()
    if member in ("Id", "Name"):
        ends = re.sub(r"^(Describe|Update|Delete)", "", operation)
        kind = next((kind for end, kind in _OBJECTS if ends == end), None)
        return () if kind is None else (kind,) if member == "Id" else (f"{kind} name",)
    return _NAMED.get(member, ())


def values(operation: str, member: str) -> st.SearchStrategy[Any] | None:
    """What a member is understood to be; None: its type says all."""
    return _VALUES.get((operation, member), _VALUES.get(("*", member)))
