"""An administrator looks at everybody's launches, those that fail first."""

from typing import Any

from playwright.sync_api import Page, expect

from tests.making import QUEUE, Making, unique

BROKEN = QUEUE.replace("{DelaySeconds: !Ref Delay}", "{FifoQueue: true, QueueName: plain}")


def test_failing_launches_stand_in_front_with_their_reason(admin_page: Page, making: Making, developer: Any) -> None:
    making.offered(BROKEN).launched(developer, name := unique("failing"))
    making.offered().launched(developer, other := unique("working"))
    admin_page.goto("/admin")
    failed = admin_page.get_by_role("region", name="Failed lately")
    expect(failed.get_by_role("link", name=name)).to_be_visible()
    expect(failed.locator(".reason").first).to_contain_text("FIFO")
    failed.get_by_role("link", name="All that failed").click()
    expect(admin_page.get_by_role("radio", name="Failed")).to_be_checked()
    expect(admin_page.get_by_role("link", name=other)).to_have_count(0)
    admin_page.get_by_role("radio", name="All").check(force=True)
    admin_page.get_by_label("Search by name").fill(other)
    expect(admin_page.get_by_role("link", name=name)).to_have_count(0)
    admin_page.get_by_role("link", name=other).click()
    expect(admin_page.get_by_role("heading", name=f"Launch of {other}")).to_be_visible()
