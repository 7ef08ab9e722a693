"""Where somebody is to be named, the name is enough; of several that are called so one has to say which."""

import pytest

from tests.making import Making, unique
from tests.people import People
from tests.portal.conftest import somebody
from tests.portal.visitor import Visitor


@pytest.fixture
def administrator(visitor: Visitor) -> Visitor:
    visitor.sign_in("admin")
    return visitor


@pytest.mark.parametrize("written", ["{name}", "user/{name}", " {arn} "])
def test_a_portfolio_is_opened_to_a_name(administrator: Visitor, making: Making, written: str) -> None:
    person, name = somebody(administrator.server)
    portfolio = making.portfolio(user=None)
    fields = {"action": "open", "principal": written.format(name=name, arn=person.arn)}
    assert administrator.submit(f"/admin/portfolios/{portfolio}", None, **fields).status_code == 303
    (opened,) = making.admin.list_principals_for_portfolio(PortfolioId=portfolio)["Principals"]
    assert opened == {"PrincipalARN": person.arn, "PrincipalType": "IAM"}


def test_a_policy_is_given_to_a_name(administrator: Visitor, people: People) -> None:
    name, group = people.policy({"Action": "servicecatalog:Search*"}), people.group()
    page = f"/admin/policies/named/{name}"
    assert administrator.submit(page, None, action="attach", identity=group.rpartition("/")[2]).status_code == 303
    assert f'value="{group}"' in administrator.get(page).text


def test_somebodys_access_is_asked_by_name(administrator: Visitor) -> None:
    answer = administrator.get("/admin/access?principal=developer")
    assert "The catalog of developer" in answer.text
    assert 'value="arn:aws:iam::123456789012:user/developer"' in answer.text


def test_of_several_one_has_to_say_which(administrator: Visitor) -> None:
    name = unique("twin")
    for kind in ("user", "group"):
        action = "create" if kind == "user" else "create-group"
        administrator.submit("/admin/users", None, action=action, **{f"{kind}_name": name})
    answer = administrator.get(f"/admin/access?principal={name}")
    assert answer.status_code == 422
    assert f"{name} may be user/{name} or group/{name}: write which." in answer.text
    assert administrator.get(f"/admin/access?principal=group/{name}").status_code == 200


def test_whom_nobody_knows_is_told_as_it_was_typed(administrator: Visitor) -> None:
    answer = administrator.get("/admin/access?principal=nobody+at+all")
    assert answer.status_code == 422
    assert "There is no user, group or role nobody at all." in answer.text
