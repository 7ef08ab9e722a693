"""One product: versions, what it makes, what it hands out, who helps, and the ways to it."""

from playwright.sync_api import Page, expect

from tests.making import QUEUE, Making, unique

CHAIN = """
Parameters: {Encrypted: {Type: String, Default: "no"}}
Conditions: {IsEncrypted: !Equals [!Ref Encrypted, "yes"]}
Resources:
  Key: {Type: "AWS::KMS::Key", Condition: IsEncrypted, Properties: {KeyPolicy: {}}}
  Letters: {Type: "AWS::SQS::Queue"}
  Queue:
    Type: AWS::SQS::Queue
    Properties: {RedrivePolicy: {deadLetterTargetArn: !GetAtt Letters.Arn, maxReceiveCount: 3}}
  Policy:
    Type: AWS::SQS::QueuePolicy
    DependsOn: Letters
    Properties: {Queues: [!Ref Queue], PolicyDocument: {}}
Outputs:
  Address: {Value: !Ref Queue, Description: Where messages go.}
"""


def test_it_shows_what_it_makes_as_a_drawing_and_as_a_list(page: Page, making: Making) -> None:
    product = making.offered(CHAIN)
    page.goto(f"/products/{product.id}")
    expect(page.locator(".graph-node")).to_have_count(4)
    expect(page.locator(".graph-node.optional")).to_have_count(1)
    page.get_by_text("As a list").click()
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="Policy"))
    expect(row).to_contain_text("AWS::SQS::QueuePolicy")
    expect(row).to_contain_text("Letters, Queue")
    expect(page.get_by_role("rowheader", name="Key if IsEncrypted")).to_be_visible()


def test_it_says_what_one_gets(page: Page, making: Making) -> None:
    page.goto(f"/products/{making.offered(CHAIN).id}")
    expect(page.get_by_role("region", name="What you get")).to_contain_text("Where messages go.")


def test_versions_have_notes_and_deprecated_ones_cannot_be_launched(page: Page) -> None:
    page.goto("/catalog?q=encrypted+bucket")
    page.get_by_role("link", name="Encrypted bucket").click()
    versions = page.get_by_role("region", name="Versions").get_by_role("listitem")
    expect(versions.nth(0)).to_contain_text("Recommended")
    expect(versions.nth(1)).to_contain_text("Deprecated")
    expect(versions.nth(1)).to_contain_text("keeps no old versions")
    expect(versions.nth(1).get_by_role("link", name="Launch")).to_have_count(0)


def test_another_version_shows_what_that_one_makes(page: Page, making: Making) -> None:
    product = making.offered(QUEUE)
    making.version(product, CHAIN, "v2")
    page.goto(f"/products/{product.id}")
    expect(page.locator(".graph-node")).to_have_count(4)
    page.get_by_role("link", name="What it makes").click()
    expect(page.get_by_text("1 resource in v1")).to_be_visible()
    expect(page.get_by_role("link", name="Launch v1").first).to_be_visible()


def test_it_says_whom_to_ask(page: Page, making: Making) -> None:
    support = {
        "SupportDescription": "Ask before noon.",
        "SupportEmail": "help@example.com",
        "SupportUrl": "https://example.com/help",
    }
    page.goto(f"/products/{making.offered(**support).id}")
    expect(page.get_by_text("Ask before noon.")).to_be_visible()
    expect(page.get_by_role("link", name="help@example.com")).to_have_attribute("href", "mailto:help@example.com")
    expect(page.get_by_role("link", name="Support page")).to_have_attribute("href", "https://example.com/help")


def test_each_way_to_it_has_its_rules(page: Page, making: Making) -> None:
    product = making.product()
    strict = making.portfolio(product, DisplayName=unique("Strict"))
    making.portfolio(product, DisplayName=unique("Free"))
    rule = {"Rules": {"Plain": {"Assertions": [{"Assert": {"Fn::Equals": [{"Ref": "Kind"}, "plain"]}}]}}}
    making.constraint(strict, product, "TEMPLATE", rule, Description="Plain queues only.")
    page.goto(f"/products/{product.id}")
    ways = page.get_by_role("heading", name="Ways to launch it").locator("..").get_by_role("listitem")
    expect(ways).to_have_count(2)
    expect(ways.filter(has_text="Strict")).to_contain_text("Plain queues only.")
    expect(ways.filter(has_text="Free")).not_to_contain_text("Plain queues only.")


def test_a_text_of_an_administrator_is_shown_as_text(page: Page, making: Making) -> None:
    """And a link that runs something is none: browsers are told so by the policy, and the API refuses the address."""
    product = making.offered(Description="<script>alert(1)</script> & <b>bold</b>")
    page.goto(f"/products/{product.id}")
    expect(page.get_by_text("<script>alert(1)</script> & <b>bold</b>")).to_be_visible()


def test_a_product_that_nobody_has_is_not_there(page: Page) -> None:
    answer = page.goto("/products/prod-aaaaaaaaaaaaa")
    assert answer is not None
    assert answer.status == 404
    expect(page.get_by_role("heading", name="Nothing here")).to_be_visible()
    page.get_by_role("link", name="To the catalog").click()
    expect(page.get_by_role("heading", name="Catalog")).to_be_visible()
