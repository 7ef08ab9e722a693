"""With --open any credentials and any region, or none at all, are one administrator."""

from collections.abc import Callable
from typing import Any

import pytest

Send = Callable[..., Any]


@pytest.fixture(autouse=True)
def _open(house: Any) -> None:
    house.open = True


def test_a_request_without_a_signature_is_anyones(send: Send, house: Any) -> None:
    assert send(sign=False).status == 200
    assert house.asked[0][0].arn == "arn:aws:iam::123456789012:user/anyone"


def test_a_request_with_a_broken_signature_is_anyones(send: Send, house: Any) -> None:
    assert send(sign=False, headers={"Authorization": "Bearer nonsense"}).status == 200


def test_a_real_client_with_made_up_credentials_and_another_region_is_anyones(
    client: Callable[..., Any], house: Any
) -> None:
    client(region_name="eu-west-3", aws_access_key_id="made", aws_secret_access_key="up").list_portfolios()
    assert house.asked[0][1] == "ListPortfolios"


def test_documents_are_checked_all_the_same(send: Send, house: Any) -> None:
    assert send(b'{"PageSize":101}', sign=False).status == 400
    assert house.asked == []
