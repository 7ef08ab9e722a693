"""The ARNs of the catalog's own objects (semantics 1.2)."""


def partition(region: str) -> str:
    """The partition that a region lies in: aws, aws-cn or aws-us-gov."""
    if region.startswith("cn-"):
        return "aws-cn"
    return "aws-us-gov" if region.startswith("us-gov-") else "aws"


def portfolio(region: str, account: str, portfolio_id: str) -> str:
    return f"arn:{partition(region)}:catalog:{region}:{account}:portfolio/{portfolio_id}"


def product(region: str, account: str, product_id: str) -> str:
    return f"arn:{partition(region)}:catalog:{region}:{account}:product/{product_id}"


def provisioned_product(region: str, account: str, name: str, provisioned_product_id: str) -> str:
    return f"arn:{partition(region)}:servicecatalog:{region}:{account}:stack/{name}/{provisioned_product_id}"


def identity(region: str, account: str, kind: str, name: str) -> str:
    """The ARN of a user, group or role; `kind` is "user", "group" or "role"."""
    return f"arn:{partition(region)}:iam::{account}:{kind}/{name}"


def session(role_arn: str, session_name: str) -> str:
    """The ARN of a role's session; the role's path is no part of it."""
    head, _, role = role_arn.partition(":role/")
    return f"{head.replace(':iam:', ':sts:')}:assumed-role/{role.rpartition('/')[2]}/{session_name}"
