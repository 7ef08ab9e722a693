"""Filling in a launch form, for tests: a template that asks for one of each, and what a person does."""

import re

from playwright.sync_api import Locator, Page

from tests.making import MadeProduct

EVERYTHING = """
AWSTemplateFormatVersion: "2010-09-09"
Description: Asks for one of each.
Metadata:
  AWS::CloudFormation::Interface:
    ParameterGroups:
      - {Label: {default: Size and shape}, Parameters: [Shape, Size]}
      - {Label: {default: Access}, Parameters: [Password, Readers]}
    ParameterLabels:
      Shape: {default: Which shape}
      Password: {default: Your password}
Parameters:
  Size: {Type: Number, Default: 3, MinValue: 1, MaxValue: 9, Description: How large it is.}
  Shape: {Type: String, Default: round, AllowedValues: [round, square]}
  Colour: {Type: String, AllowedValues: [red, orange, yellow, green, blue]}
  Password: {Type: String, NoEcho: true, MinLength: 8, ConstraintDescription: must have eight characters.}
  Readers: {Type: CommaDelimitedList, Default: "ann, bob"}
  Days: {Type: CommaDelimitedList, Default: mon, AllowedValues: [mon, tue, wed]}
  Label: {Type: String, AllowedPattern: "[a-z]+", Description: Small letters.}
Resources: {Topic: {Type: "AWS::SNS::Topic"}}
Outputs: {Readers: {Value: !Join [" ", !Ref Readers]}, Label: {Value: !Ref Label}}
"""


def form(page: Page, product: MadeProduct, **query: str) -> Locator:
    """The product's launch form."""
    page.goto(f"/products/{product.id}/launch?" + "&".join(f"{key}={value}" for key, value in query.items()))
    return page.locator("#draft")


def fill(page: Page, name: str) -> None:
    """Everything that EVERYTHING can't do without."""
    page.get_by_label("Name", exact=False).first.fill(name)
    page.get_by_label("Colour").select_option("green")
    secret(page).fill("a long secret")
    page.locator("[name='p.Label']").fill("small")


def secret(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Your password")


def launch(page: Page) -> None:
    page.get_by_role("button", name="Launch").click()


def record_of(page: Page) -> str:
    """The record whose page has come."""
    page.wait_for_url(re.compile("/runs/rec-"))
    return page.url.rpartition("/")[2].partition("?")[0]
