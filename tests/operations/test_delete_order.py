"""A whole catalog entry is taken down in the documented order, and in no other: semantics 4.9."""

from typing import Any

from tests.making import Making
from tests.refusals import refused
from tests.running import RunningServer, ended


def test_everything_is_taken_down_in_the_safe_order(
    demo: RunningServer, making: Making, admin: Any, developer: Any
) -> None:
    product = making.product()
    portfolio_id = making.portfolio(product)
    constraint_id = making.constraint(portfolio_id, product, "LAUNCH", {"LocalRoleName": "LaunchRole"})
    launched = ended(developer, product.launch(developer)["RecordId"])
    pair = {"ProductId": product.id, "PortfolioId": portfolio_id}

    ended(
        developer,
        developer.terminate_provisioned_product(ProvisionedProductId=launched["ProvisionedProductId"])["RecordDetail"][
            "RecordId"
        ],
    )
    with refused("ResourceNotFoundException"):
        developer.describe_provisioned_product(Id=launched["ProvisionedProductId"])
    with refused("ResourceInUseException"):
        admin.disassociate_product_from_portfolio(**pair)
    admin.delete_constraint(Id=constraint_id)
    with refused("ResourceInUseException"):
        admin.delete_product(Id=product.id)
    admin.disassociate_product_from_portfolio(**pair)
    with refused("ResourceInUseException"):
        admin.delete_portfolio(Id=portfolio_id)
    admin.disassociate_principal_from_portfolio(
        PortfolioId=portfolio_id, PrincipalARN=demo.variables("developer")["LAUNCHPATH_PRINCIPAL_ARN"]
    )
    admin.delete_product(Id=product.id)
    admin.delete_portfolio(Id=portfolio_id)
    assert developer.describe_record(Id=launched["RecordId"])["RecordDetail"]["Status"] == "SUCCEEDED"
