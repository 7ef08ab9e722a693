"""What a SearchQuery finds among real rows (semantics 2.12, 14 #6)."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select

from launchpath.api.errors import InvalidParametersException
from launchpath.domain.provisioned_product import ProvisionedProduct, Status
from launchpath.domain.search_query import DEEPEST, MOST_TERMS, Field
from launchpath.store import prepared, provisioned_product_search, tables
from launchpath.store.database import Database, Transaction
from launchpath.store.vault import Vault

ACCOUNT = "123456789012"
STACK = f"arn:aws:cloudformation:us-east-1:{ACCOUNT}:stack/SC-{ACCOUNT}-pp-aaaaaaaaaaaaa/6d1b9c10-e0c1"
#: 2026-11-23T07:15:30.362Z
CREATED = 1795418130362

WEB = ProvisionedProduct(
    id="pp-aaaaaaaaaaaaa",
    account=ACCOUNT,
    name="web",
    type="CFN_STACK",
    status=Status.AVAILABLE,
    status_message=None,
    created_at=CREATED,
    product_id="prod-aaaaaaaaaaaaa",
    artifact_id="pa-aaaaaaaaaaaaa",
    path_id="lpv3-aaaaaaaaaaaaa",
    launch_role_arn=None,
    user_arn=f"arn:aws:iam::{ACCOUNT}:role/dev",
    user_arn_session=f"arn:aws:sts::{ACCOUNT}:assumed-role/dev/ann",
    provision_token="terraform-1",
    last_record_id="rec-aaaaaaaaaaaaa",
    last_provisioning_record_id="rec-bbbbbbbbbbbbb",
    last_successful_provisioning_record_id="rec-ccccccccccccc",
    physical_id=STACK,
    tags={"env": "test", "Cost Center": 'R&D "7" 50%', "Straße": "Köln", "path": "c:\\u00e4"},
)
#: A launch that failed before there was a stack.
FAILED: dict[str, Any] = {
    "id": "pp-ddddddddddddd",
    "name": "failed_one",
    "status": "ERROR",
    "created_at": CREATED + 86_400_000,
    "product_id": "prod-ddddddddddddd",
    "artifact_id": "pa-ddddddddddddd",
    "user_arn": f"arn:aws:iam::{ACCOUNT}:user/bob",
    "user_arn_session": f"arn:aws:iam::{ACCOUNT}:user/bob",
    "provision_token": "terraform-2",
    "last_record_id": "rec-ddddddddddddd",
    "last_provisioning_record_id": "rec-eeeeeeeeeeeee",
    "last_successful_provisioning_record_id": None,
    "physical_id": None,
    "type": "CFN_STACKSET",
    "tags": {"env": "live"},
}
BOTH = {"web", "failed_one"}

Find = Callable[..., set[str]]


@pytest.fixture
def tx(tmp_path: Path) -> Iterator[Transaction]:
    database = Database(f"sqlite:///{tmp_path / 'launchpath.db'}", Vault(Fernet.generate_key()))
    tables.metadata.create_all(database.engine)
    with database.write() as tx:
        tx.connection.execute(insert(tables.provisioned_products).values(asdict(WEB)))
        tx.connection.execute(insert(tables.provisioned_products).values(asdict(WEB) | FAILED))
        add_product(tx, "prod-aaaaaaaaaaaaa", "My Bucket", "pa-aaaaaaaaaaaaa", "v1.0")
        add_product(tx, "prod-ddddddddddddd", "Database", "pa-ddddddddddddd", None)
        yield tx
    database.close()


@pytest.fixture
def find(tx: Transaction) -> Find:
    """The names of what all these queries find."""
    name = tables.provisioned_products.c.name

    def found(*queries: str) -> set[str]:
        wanted = provisioned_product_search.conditions({"SearchQuery": queries})
        return {one for (one,) in prepared.ask(tx, prepared.narrowed(select(name), wanted))}

    return found


def add_product(tx: Transaction, product_id: str, name: str, artifact_id: str, version: str | None) -> None:
    texts = ("owner", "type", "short_description", "distributor", "title", "words")
    support = ("support_description", "support_email", "support_url")
    values = dict.fromkeys(texts + support, "") | {"view_id": product_id.replace("prod", "prodview")}
    own = {"id": product_id, "account": ACCOUNT, "name": name, "created_at": CREATED}
    tx.connection.execute(insert(tables.products).values(values | own))
    template = {"hash": artifact_id, "body": "{}", "created_at": CREATED}
    tx.connection.execute(insert(tables.templates).values(template))
    artifact = {"id": artifact_id, "product_id": product_id, "name": version, "template_hash": artifact_id}
    fixed = {"type": "", "source_url": "", "active": True, "guidance": "", "created_at": CREATED}
    tx.connection.execute(insert(tables.provisioning_artifacts).values(artifact | fixed))


#: Each field with the value that WEB has and the other product has not.
VALUES = {
    Field.ARN: f"arn:aws:servicecatalog:us-east-1:{ACCOUNT}:stack/web/pp-aaaaaaaaaaaaa",
    Field.CREATED_TIME: "2026-11-23",
    Field.ID: WEB.id,
    Field.LAST_RECORD_ID: WEB.last_record_id,
    Field.IDEMPOTENCY_TOKEN: WEB.provision_token,
    Field.NAME: WEB.name,
    Field.PHYSICAL_ID: STACK,
    Field.PRODUCT_ID: WEB.product_id,
    Field.PROVISIONING_ARTIFACT_ID: WEB.artifact_id,
    Field.TYPE: WEB.type,
    Field.STATUS: WEB.status,
    Field.TAGS: "env=test",
    Field.USER_ARN: WEB.user_arn,
    Field.USER_ARN_SESSION: WEB.user_arn_session,
    Field.LAST_PROVISIONING_RECORD_ID: WEB.last_provisioning_record_id,
    Field.LAST_SUCCESSFUL_PROVISIONING_RECORD_ID: "rec-ccccccccccccc",
    Field.PRODUCT_NAME: '"My Bucket"',
    Field.PROVISIONING_ARTIFACT_NAME: "v1.0",
}


@pytest.mark.parametrize("field", Field)
def test_every_field_finds_by_its_value_and_no_other(find: Find, field: Field) -> None:
    assert find(f"{field}:{VALUES[field]}") == {"web"}
    assert find(f"NOT {field}:{VALUES[field]}") == {"failed_one"}


@pytest.mark.parametrize("field", [field for field in Field if field is not Field.CREATED_TIME])
def test_a_value_matches_as_a_whole_and_without_regard_to_case(find: Find, field: Field) -> None:
    value = VALUES[field]
    assert find(f"{field}:{value.upper()}") == {"web"}
    assert find(f"{field}:{value}x") == set()
    assert find(f"{field}:x{value}") == set()


@pytest.mark.parametrize("field", [field for field in Field if field not in (Field.CREATED_TIME, Field.PRODUCT_NAME)])
def test_a_star_finds_what_begins_so(find: Find, field: Field) -> None:
    assert "web" in find(f"{field}:{VALUES[field][:-1]}*")
    assert find(f"{field}:x{VALUES[field]}*") == set()


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("physicalId:*", {"web"}),
        ("NOT physicalId:*", {"failed_one"}),
        ("NOT physicalId:x", BOTH),
        ("NOT NOT physicalId:*", {"web"}),
        ("provisioningArtifactName:*", {"web"}),
        *((f"{field}:*", BOTH) for field in ("arn", "tags", "createdTime")),
        ("*", BOTH),
        ("NOT *", set()),
    ],
)
def test_a_star_alone_asks_whether_there_is_a_value(find: Find, query: str, names: set[str]) -> None:
    assert find(query) == names


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("arn:arn:*", BOTH),
        ("arn:arn:aws:service*", BOTH),
        ("arn:arn:aws:servicecatalog:us-east-1:*", BOTH),
        (f"arn:arn:aws:servicecatalog:us-east-1:{ACCOUNT}:stack/w*", {"web"}),
        ("arn:arn:aws:catalog:*", set()),
        ("arn:arn:aws:servicecatalog", set()),
        ("arn:arn:aws:servicecatalog:us-east-1:1:stack/web/pp-aaaaaaaaaaaaa", set()),
        ("arn:pp-aaaaaaaaaaaaa", set()),
    ],
)
def test_an_arn_is_known_by_its_account_name_and_id(find: Find, query: str, names: set[str]) -> None:
    """Semantics 1.2. The ARN is made of other columns, and has none of its own."""
    assert find(query) == names


@pytest.mark.parametrize(
    ("value", "names"),
    [
        *(("env", BOTH), ("test", {"web"})),
        ("env:test", {"web"}),
        ("ENV=TEST", {"web"}),
        ("env=t*", {"web"}),
        ("env=*", BOTH),
        ("test=env", set()),
        ('"Cost Center"', {"web"}),
        (r'"R&D \"7\" 50%"', {"web"}),
        ('"Cost Center"="R&D*"', set()),
        ('"Cost Center"="R&D"*', {"web"}),
        ("Köln", {"web"}),
        ("Straße=Kö*", {"web"}),
        ("ä", set()),
        ("c:\\u00e4", {"web"}),
    ],
)
def test_tags_are_found_by_key_by_value_and_by_both(find: Find, value: str, names: set[str]) -> None:
    assert find(f"tags:{value}") == names


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("createdTime:2026", BOTH),
        ("createdTime:2026-11-24", {"failed_one"}),
        *(("createdTime:2026-11-23T07", {"web"}), ("createdTime:2026-11-23T08", set())),
        ("createdTime: 2026-11-23T07:15:30.362Z", {"web"}),
        ("createdTime:2026-11-23T07:15:30.363Z", set()),
        ("createdTime:1795418130", {"web"}),
        ("createdTime:1795418130.362", {"web"}),
        ("NOT createdTime:2026-11-23", {"failed_one"}),
    ],
)
def test_a_time_finds_what_was_created_in_its_span(find: Find, query: str, names: set[str]) -> None:
    assert find(query) == names


@pytest.mark.parametrize(
    "word",
    [
        *("WE", "pp-aaa", "prod-aaaaaaaaaaaaa", "pa-aaaaaaaaaaaaa", "rec-aaaaaaaaaaaaa", "rec-bbb", "rec-ccc"),
        *("6d1b9c10-e0c1", STACK, "available", "role/dev", "assumed-role/dev/ann", "bucket", '"my b"', "V1.", "test"),
        *("env=test", '"Cost C"', "50%", "Köln", "we*", "arn:aws:cloudformation:*", '"7\\" 5"'),
        *(VALUES[Field.ARN], f"arn:aws:servicecatalog:us-east-1:{ACCOUNT}:stack/web"),
    ],
)
def test_a_word_is_found_wherever_it_stands(find: Find, word: str) -> None:
    """Semantics 2.12: a bare prod-... finds what was launched from it, a stack's last part finds its product."""
    assert find(word) == {"web"}
    assert find(f"NOT {word}") == {"failed_one"}


@pytest.mark.parametrize(
    "query", ["w_b", "w%b", "name:w_b", "name:w_*", "name:%", "name:%*", '"c:/"', "eb*", "terraform-1"]
)
def test_wildcards_of_sql_and_what_stands_nowhere_find_nothing(find: Find, query: str) -> None:
    assert find(query) == set()


def test_wildcards_of_sql_find_themselves(find: Find) -> None:
    assert find("d_o") == find("name:failed_*") == {"failed_one"}
    assert find("0%") == find(r'"c:\\"') == {"web"}


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("status:AVAILABLE OR status:ERROR", BOTH),
        ("status:AVAILABLE AND type:CFN_STACK", {"web"}),
        ("status:AVAILABLE bob", set()),
        ("(web OR bob) NOT status:ERROR", {"web"}),
        ("NOT (web OR bob)", set()),
        ("NOT web OR NOT bob", BOTH),
    ],
)
def test_terms_are_joined(find: Find, query: str, names: set[str]) -> None:
    assert find(query) == names


def test_every_query_of_the_list_must_hold(find: Find) -> None:
    assert find("cfn_stack*", "status:ERROR") == {"failed_one"}
    assert find("status:AVAILABLE", "status:ERROR") == set()


def test_without_a_query_everything_is_found(find: Find) -> None:
    assert find() == BOTH
    assert provisioned_product_search.conditions({}) == []


def test_another_key_is_refused_with_the_name_of_the_right_one() -> None:
    with pytest.raises(InvalidParametersException, match=r"key SearchTerm\. The only key is SearchQuery"):
        provisioned_product_search.conditions({"SearchTerm": ["web"], "SearchQuery": ["web"]})


def test_the_largest_query_that_is_read_is_also_executed(find: Find) -> None:
    deep = "NOT " + "(NOT " * ((DEEPEST - 2) // 2) + "web" + ")" * ((DEEPEST - 2) // 2)
    assert find(deep + " nowhere*" * (MOST_TERMS - 1)) == set()
    assert find(" OR ".join([deep] + ["nowhere"] * (MOST_TERMS - 1))) == {"failed_one"}
    assert find(" OR ".join(["x" * 100] * MOST_TERMS)) == set()


WORDS = st.sampled_from(["(", ")", "AND", "OR", "NOT", "*", '"', "web", "a_%/b", "50%", "arn:aws:", *VALUES.values()])
FIELDS = st.sampled_from([f"{field}:" for field in Field])
QUERIES = st.lists(st.one_of(WORDS, FIELDS, st.text(st.characters(exclude_categories=())))).map(" ".join)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(QUERIES, max_size=3))
def test_whatever_is_asked_is_answered_or_refused(find: Find, queries: Sequence[str]) -> None:
    with suppress(InvalidParametersException):
        assert find(*queries) <= BOTH
