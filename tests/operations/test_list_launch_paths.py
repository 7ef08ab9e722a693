"""ListLaunchPaths: semantics 2.2."""

from typing import Any

from tests.making import Making
from tests.refusals import NOT_FOUND, refusal

RULES = {"Rules": {"Plain": {"Assertions": [{"Assert": {"Fn::Equals": [{"Ref": "Kind"}, "plain"]}}]}}}


def test_a_path_is_a_portfolio_and_bears_its_suffix_and_name(making: Making, developer: Any) -> None:
    """Semantics 1.1; empty lists are shown (13)."""
    product = making.product()
    portfolio = making.portfolio(product, DisplayName="Tools for all")
    assert developer.list_launch_paths(ProductId=product.id)["LaunchPathSummaries"] == [
        {
            "Id": f"lpv3-{portfolio.removeprefix('port-')}",
            "ConstraintSummaries": [],
            "Tags": [],
            "Name": "Tools for all",
        }
    ]


def test_every_portfolio_of_the_caller_is_a_path(making: Making, developer: Any) -> None:
    product = making.product()
    portfolios = [making.portfolio(product), making.portfolio(product)]
    making.portfolio(product, user=None)
    paths = developer.list_launch_paths(ProductId=product.id)["LaunchPathSummaries"]
    assert [path["Id"] for path in paths] == [f"lpv3-{one.removeprefix('port-')}" for one in portfolios]


def test_a_path_tells_its_constraints_and_leaves_out_descriptions_not_given(making: Making, developer: Any) -> None:
    product = making.product()
    portfolio, other = making.portfolio(product), making.portfolio(product)
    making.constraint(portfolio, product, "TEMPLATE", RULES, Description="plain ones only")
    topic = "arn:aws:sns:us-east-1:123456789012:told"
    making.constraint(portfolio, product, "NOTIFICATION", {"NotificationArns": [topic]})
    making.constraint(other, product, "LAUNCH", {"LocalRoleName": "Launcher"})
    first, second = developer.list_launch_paths(ProductId=product.id)["LaunchPathSummaries"]
    assert first["ConstraintSummaries"] == [
        {"Type": "TEMPLATE", "Description": "plain ones only"},
        {"Type": "NOTIFICATION"},
    ]
    assert second["ConstraintSummaries"] == [{"Type": "LAUNCH"}]


def test_a_path_tells_the_tags_that_portfolio_and_product_put_on_launches(making: Making, developer: Any) -> None:
    product = making.product(Tags=[{"Key": "team", "Value": "data"}])
    making.portfolio(product, Tags=[{"Key": "cost", "Value": "42"}])
    (path,) = developer.list_launch_paths(ProductId=product.id)["LaunchPathSummaries"]
    assert {tag["Key"]: tag["Value"] for tag in path["Tags"]} == {"cost": "42", "team": "data"}


def test_a_product_without_a_path_is_not_found(making: Making, developer: Any, admin: Any) -> None:
    """No access is ResourceNotFoundException, not an empty list; the text is matched by clients (3.3)."""
    hidden = making.product()
    for client in (developer, admin):
        for product in (hidden.id, "prod-aaaaaaaaaaaaa"):
            text = f"No launch paths found for resource: {product}"
            assert refusal(client.list_launch_paths, ProductId=product) == (NOT_FOUND, text)


def test_a_path_vanishes_with_its_association(making: Making, developer: Any) -> None:
    product = making.product()
    kept, lost = making.portfolio(product), making.portfolio(product)
    making.admin.disassociate_product_from_portfolio(ProductId=product.id, PortfolioId=lost)
    paths = developer.list_launch_paths(ProductId=product.id)["LaunchPathSummaries"]
    assert [path["Id"] for path in paths] == [f"lpv3-{kept.removeprefix('port-')}"]
