"""Tags, and how the tags of a launch come together (semantics 2.6, 6.2)."""

from collections.abc import Iterable, Mapping

from launchpath.api.errors import InvalidParametersException

#: A provisioned product carries at most so many tags, the automatic ones included (semantics 9).
MOST_TAGS_OF_A_LAUNCH = 50

#: A portfolio or a product carries at most so many (semantics 9).
MOST_TAGS_OF_A_RESOURCE = 20

#: Tag keys with this prefix belong to the service (semantics 2.6).
RESERVED = "aws:"


def check_request(tags: Mapping[str, str]) -> None:
    """Refuse tag keys that only the service itself may set."""
    for key in tags:
        if key.lower().startswith(RESERVED):
            raise InvalidParametersException(
                "Tag key {key} is reserved: keys that begin with aws: are set by the service. Choose another key.",
                key=key,
            )


def unique(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The tags of a request as a mapping; a key given twice is refused."""
    tags: dict[str, str] = {}
    for key, value in pairs:
        if key in tags:
            raise InvalidParametersException("Tag key {key} is given more than once. Give each key once.", key=key)
        tags[key] = value
    return tags


def check_number(tags: Mapping[str, str]) -> None:
    """Refuse a launch with more tags than a stack can carry."""
    if len(tags) > MOST_TAGS_OF_A_LAUNCH:
        raise InvalidParametersException(
            "The launch would carry {number} tags, those of the portfolio, the product and the "
            "service included; at most {most_tags_of_a_launch} are possible. Send fewer tags.",
            number=len(tags),
            most_tags_of_a_launch=MOST_TAGS_OF_A_LAUNCH,
        )


def automatic(
    *, portfolio_arn: str, product_arn: str, principal_arn: str, provisioned_product_arn: str, artifact_id: str
) -> dict[str, str]:
    """The five tags that every provisioned product carries (semantics 6.2)."""
    return {
        "aws:servicecatalog:portfolioArn": portfolio_arn,
        "aws:servicecatalog:productArn": product_arn,
        "aws:servicecatalog:provisioningPrincipalArn": principal_arn,
        "aws:servicecatalog:provisionedProductArn": provisioned_product_arn,
        "aws:servicecatalog:provisioningArtifactIdentifier": artifact_id,
    }
