"""The tags of requests and launches: semantics 2.6, 6.2, 9."""

import pytest

from launchpath.api.errors import InvalidParametersException
from launchpath.domain import tag


@pytest.mark.parametrize("key", ["team", "Aws-team", "awsteam", "my:aws:team", " aws:"])
def test_keys_of_ones_own_are_free(key: str) -> None:
    tag.check_request({key: "x"})


@pytest.mark.parametrize("key", ["aws:", "aws:team", "AWS:team", "Aws:servicecatalog:productArn"])
def test_keys_of_the_service_are_refused(key: str) -> None:
    # Semantics 2.6.
    with pytest.raises(InvalidParametersException, match=r"^Tag key .* is reserved"):
        tag.check_request({"team": "x", key: "x"})


def test_pairs_become_a_mapping_in_their_order() -> None:
    assert list(tag.unique([("b", "1"), ("a", "2")]).items()) == [("b", "1"), ("a", "2")]


def test_a_key_given_twice_is_refused_even_with_the_same_value() -> None:
    with pytest.raises(InvalidParametersException, match=r"^Tag key a is given more than once\."):
        tag.unique([("a", "1"), ("b", "2"), ("a", "1")])


def test_keys_differ_by_case() -> None:
    assert tag.unique([("a", "1"), ("A", "2")]) == {"a": "1", "A": "2"}


def test_a_launch_carries_fifty_tags_and_no_more() -> None:
    # Semantics 9.
    tag.check_number({str(number): "x" for number in range(50)})
    with pytest.raises(InvalidParametersException, match="would carry 51 tags"):
        tag.check_number({str(number): "x" for number in range(51)})


def test_every_launch_carries_the_five_tags_of_the_service() -> None:
    # Semantics 6.2, verbatim.
    assert tag.automatic(
        portfolio_arn="portfolio",
        product_arn="product",
        principal_arn="principal",
        provisioned_product_arn="provisioned",
        artifact_id="pa-1",
    ) == {
        "aws:servicecatalog:portfolioArn": "portfolio",
        "aws:servicecatalog:productArn": "product",
        "aws:servicecatalog:provisioningPrincipalArn": "principal",
        "aws:servicecatalog:provisionedProductArn": "provisioned",
        "aws:servicecatalog:provisioningArtifactIdentifier": "pa-1",
    }
