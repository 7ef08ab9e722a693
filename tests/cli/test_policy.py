"""launchpath policy: documents are taken in, shown, attached, detached, deleted."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from launchpath.api.operations import OPERATIONS as CONTRACT
from launchpath.cli import main
from launchpath.domain import policy_actions
from launchpath.domain.managed_policy import MANAGED
from tests.cli.installed import Installed

LOOK: dict[str, Any] = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "servicecatalog:Search*", "Resource": "*"}],
}
ADMIN = "AWSServiceCatalogAdminFullAccess"


def put(installed: Installed, name: str = "look", document: Any = LOOK) -> Any:
    return installed.told("policy", "put", name, "-", given=json.dumps(document))


def test_a_policy_is_taken_in_from_a_file_and_shown_as_it_was(installed: Installed, tmp_path: Path) -> None:
    (tmp_path / "look.json").write_text(json.dumps(LOOK))
    assert installed.said("policy", "put", "look", str(tmp_path / "look.json")) == "The policy look is kept.\n"
    assert json.loads(installed.said("policy", "show", "look")) == LOOK


def test_a_policy_is_replaced_where_it_is_attached(installed: Installed) -> None:
    put(installed)
    installed.said("policy", "attach", "look", "user/admin")
    put(installed, document=LOOK | {"Id": "second"})
    assert json.loads(installed.said("policy", "show", "look"))["Id"] == "second"
    assert "look" in installed.told("user", "show", "admin")["Policies"]


def test_the_four_managed_policies_are_there(installed: Installed) -> None:
    listed = {one["Name"]: one for one in installed.told("policy", "list")}
    assert set(listed) == set(MANAGED)
    assert listed[ADMIN] == {
        "Name": ADMIN,
        "ManagedByAws": True,
        "AttachedTo": ["arn:aws:iam::123456789012:user/admin"],
    }
    assert json.loads(installed.said("policy", "show", ADMIN)) == MANAGED[ADMIN]


def test_a_managed_policy_can_be_neither_changed_nor_deleted(installed: Installed) -> None:
    told = installed.refusal("policy", "put", ADMIN, "-", given=json.dumps(LOOK))
    assert told == f"{ADMIN} is AWS's own policy and can't be changed. Put yours under another name."
    assert installed.refusal("policy", "delete", ADMIN) == f"{ADMIN} is AWS's own policy and can't be deleted."


def test_a_faulty_policy_is_refused_with_its_fault(installed: Installed) -> None:
    faulty = {"Statement": [{"Effect": "Allow", "Action": "Search*", "Resource": "*"}]}
    told = installed.refusal("policy", "put", "look", "-", given=json.dumps(faulty))
    assert "Statement 1: Action Search* must be" in told
    assert "not a JSON document" in installed.refusal("policy", "put", "look", "-", given="Allow everything")
    assert "There is no policy look." in installed.refusal("policy", "show", "look")


def test_an_action_that_there_is_not_is_kept_and_told_with_the_nearest(installed: Installed, tmp_path: Path) -> None:
    actions = ["servicecatalog:SerchProducts", "servicecatalog:Serch*", "ServiceCatalog:searchproducts", "s3:GetObject"]
    document = {"Statement": [{"Effect": "Allow", "Action": actions, "Resource": "*"}]}
    (tmp_path / "look.json").write_text(json.dumps(document))
    words = ["policy", "put", "look", str(tmp_path / "look.json"), "--data", str(installed.folder)]
    answer = CliRunner().invoke(main, words)
    assert (answer.exit_code, answer.stdout) == (0, "The policy look is kept.\n")
    first, second = answer.stderr.splitlines()
    assert first.startswith("Warning: there is no action servicecatalog:SerchProducts: ")
    assert first.endswith("Did you mean servicecatalog:SearchProducts?")
    assert second.startswith("Warning: there is no action servicecatalog:Serch*: ")


@pytest.mark.parametrize("name", MANAGED)
def test_the_managed_policies_speak_of_nothing_unknown_to_the_contract(name: str) -> None:
    assert list(policy_actions.unknown(MANAGED[name], CONTRACT)) == []


def test_a_file_of_bytes_is_no_policy(installed: Installed, tmp_path: Path) -> None:
    (tmp_path / "bytes").write_bytes(b"\xff\x00\xfe")
    assert "not a JSON document" in installed.refusal("policy", "put", "look", str(tmp_path / "bytes"))


def test_a_name_that_is_none(installed: Installed) -> None:
    assert "is no name for a policy" in installed.refusal("policy", "put", "a/b", "-", given=json.dumps(LOOK))


def test_a_policy_goes_to_users_groups_and_roles_and_comes_back(installed: Installed) -> None:
    put(installed)
    installed.said("group", "create", "developers")
    installed.said("role", "create", "ops/deployer", "--trust", "user/admin")
    for who in ("user/admin", "group/developers", "arn:aws:iam::123456789012:role/ops/deployer"):
        installed.said("policy", "attach", "look", who)
    installed.said("policy", "attach", "look", "role/deployer")
    [mine] = [one for one in installed.told("policy", "list") if one["Name"] == "look"]
    assert len(mine["AttachedTo"]) == 3
    assert installed.told("group", "show", "developers")["Policies"] == ["look"]
    installed.said("policy", "detach", "look", "group/developers")
    assert installed.told("group", "show", "developers")["Policies"] == []


def test_a_policy_that_somebody_has_is_not_deleted(installed: Installed) -> None:
    put(installed)
    installed.said("policy", "attach", "look", "user/admin")
    told = installed.refusal("policy", "delete", "look")
    assert told == "Policy look is still attached to arn:aws:iam::123456789012:user/admin. Detach it first."
    installed.said("policy", "detach", "look", "user/admin")
    installed.said("policy", "delete", "look")
    assert "There is no policy look." in installed.refusal("policy", "delete", "look")


def test_what_is_not_there_can_be_neither_attached_nor_detached(installed: Installed) -> None:
    assert "There is no policy look." in installed.refusal("policy", "attach", "look", "user/admin")
    put(installed)
    assert "There is no user ghost." in installed.refusal("policy", "attach", "look", "user/ghost")
    told = installed.refusal("policy", "detach", "look", "user/admin")
    assert told == "The user admin does not have the policy look."


def test_changes_are_audited(installed: Installed) -> None:
    put(installed)
    installed.said("policy", "attach", "look", "user/admin")
    assert installed.audited() == [
        ("PutPolicy", {"name": "look"}),
        ("AttachPolicy", {"name": "look", "who": "user/admin"}),
    ]
