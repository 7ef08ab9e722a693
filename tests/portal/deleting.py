"""What asks once more before it deletes, for tests."""

from playwright.sync_api import Page


def delete(page: Page, what: str) -> None:
    """Press the button, and the one that asks once more."""
    page.locator("summary", has_text=f"Delete {what}").click()
    page.locator(".ask-box:visible").get_by_role("button").click()
