"""My products: one table, filtered, searched in the language of SearchProvisionedProducts, with what is newer."""

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.making import QUEUE, MadeProduct, Making, unique
from tests.portal.conftest import OpenPage, somebody
from tests.running import RunningServer


@pytest.fixture(scope="module")
def product(making: Making) -> MadeProduct:
    return making.offered()


def rows(page: Page) -> Locator:
    return page.locator("table.launched tbody tr")


def test_a_row_says_what_it_is_and_leads_to_it(page: Page, product: MadeProduct, developer: Any) -> None:
    product.launched(developer, name := unique("row"))
    page.goto(f"/launched?q=name:{name}")
    expect(rows(page)).to_have_count(1)
    expect(rows(page)).to_contain_text("Available")
    expect(rows(page)).to_contain_text(f"{product.name} v1")
    page.get_by_role("link", name=name).click()
    expect(page.get_by_role("heading", name=name)).to_be_visible()


def test_it_is_searched_as_one_types_by_words_and_by_fields(page: Page, product: MadeProduct, developer: Any) -> None:
    family = unique("family")
    for kind in ("one", "two"):
        product.launched(developer, f"{family}-{kind}", Tags=[{"Key": "kind", "Value": kind}])
    page.goto("/launched")
    search = page.get_by_label("Search", exact=True)
    search.fill(family)
    expect(rows(page)).to_have_count(2)
    search.fill(f"{family} AND tags:kind=two")
    expect(rows(page)).to_have_count(1)
    expect(rows(page)).to_contain_text(f"{family}-two")
    page.wait_for_url(re.compile("q=family"))


def test_a_search_that_cannot_be_read_says_what_is_wrong_with_it(page: Page) -> None:
    page.goto("/launched?q=colour:red")
    expect(page.get_by_role("alert")).to_contain_text('there is no field "colour"')


def test_it_can_be_narrowed_to_a_status(page: Page, product: MadeProduct, making: Making, developer: Any) -> None:
    broken = making.offered(QUEUE.replace("{DelaySeconds: !Ref Delay}", "{FifoQueue: true, QueueName: plain}"))
    family = unique("status")
    broken.launched(developer, f"{family}-bad")
    product.launched(developer, f"{family}-good")
    page.goto(f"/launched?q={family}")
    expect(rows(page)).to_have_count(2)
    page.locator("label", has_text="Error").click()
    expect(rows(page)).to_have_count(1)
    expect(rows(page)).to_contain_text(f"{family}-bad")


def test_it_is_sorted_by_name_both_ways(page: Page, product: MadeProduct, developer: Any) -> None:
    family = unique("sorted")
    for letter in ("b", "a"):
        product.launched(developer, f"{family}-{letter}")
    page.goto(f"/launched?q={family}")
    expect(rows(page).nth(0)).to_contain_text(f"{family}-a")
    page.get_by_role("columnheader", name="Name").get_by_role("link").click()
    expect(page).to_have_url(re.compile("sort=name"))
    expect(rows(page).nth(0)).to_contain_text(f"{family}-a")
    page.get_by_role("columnheader", name="Name").get_by_role("link").click()
    expect(rows(page).nth(0)).to_contain_text(f"{family}-b")


def test_a_newer_version_is_offered_where_it_is_missed(page: Page, making: Making, developer: Any) -> None:
    product = making.offered()
    product.launched(developer, name := unique("older"))
    making.version(product, QUEUE.replace("for tests", "for later tests"), "v2")
    page.goto(f"/launched?q=name:{name}")
    page.get_by_role("link", name="v2 available").click()
    expect(page.get_by_role("heading", name=f"Update {name}")).to_be_visible()
    expect(page.get_by_role("combobox", name="Version")).to_have_value(re.compile("pa-"))


def test_a_version_that_is_no_longer_wanted_is_marked(page: Page, making: Making, developer: Any) -> None:
    product = making.offered()
    product.launched(developer, name := unique("deprecated"))
    making.admin.update_provisioning_artifact(
        ProductId=product.id, ProvisioningArtifactId=product.version_id, Guidance="DEPRECATED"
    )
    page.goto(f"/launched?q=name:{name}")
    expect(rows(page)).to_contain_text("Deprecated")


def test_others_products_are_not_there_but_for_whom_they_are(
    page: Page, admin_page: Page, product: MadeProduct, demo: RunningServer, making: Making
) -> None:
    person, short = somebody(demo)
    mine = making.product()
    making.open(making.portfolio(mine, user=None), person.arn)
    mine.launched(person.client, name := unique("theirs"))
    page.goto(f"/launched?q=name:{name}")
    expect(page.get_by_role("heading", name="Nothing found")).to_be_visible()
    expect(page.get_by_label("Everybody's")).to_have_count(0)
    admin_page.goto(f"/launched?q=name:{name}")
    expect(admin_page.get_by_role("heading", name="Nothing found")).to_be_visible()
    admin_page.get_by_label("Everybody's").check()
    expect(rows(admin_page)).to_have_count(1)
    expect(rows(admin_page)).to_contain_text(short)


def test_who_has_launched_nothing_is_told_what_will_be_here(open_page: OpenPage, demo: RunningServer) -> None:
    _, name = somebody(demo)
    page = open_page(demo, name)
    page.goto("/launched")
    expect(page.get_by_role("heading", name="Nothing launched yet")).to_be_visible()
    page.get_by_role("link", name="To the catalog").click()
    expect(page.get_by_role("heading", name="Catalog")).to_be_visible()
