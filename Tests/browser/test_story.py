"""The officer's part of the acceptance story on the real program and its example region.

By keyboard alone: a warning confirmed, its evidence seen, a plan amended and signed, a new plan
asked for, receipts recorded, the hand-over note opened. `SALUS_SHOTS` names a folder for pictures.
"""

import os
import re
import time
from pathlib import Path

import pytest
from playwright.sync_api import expect

from test_acts import Keys
from test_journey import settled


class Shots:
    """Pictures of each step, where a folder for them is named."""

    def __init__(self, page):
        self.page = page
        self.count = 0
        self.folder = Path(os.environ["SALUS_SHOTS"]) if "SALUS_SHOTS" in os.environ else None

    def take(self, name):
        self.count += 1
        if self.folder is not None:
            self.folder.mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=self.folder / f"{self.count:02}-{name}.png")


def waited(page, address, ready, patience=120):
    """Asks until an answer is as wanted: the loop needs a moment after the start."""
    end = time.monotonic() + patience
    while True:
        reply = page.request.get(address)
        answer = reply.json() if reply.ok else {}
        if ready(answer):
            return answer
        if time.monotonic() > end:
            pytest.fail(f"{address} did not become ready within {patience} s: {str(answer)[:300]}")
        page.wait_for_timeout(500)


def quiet(page):
    expect(page.locator("html[data-waiting]")).to_have_count(0)


def test_the_officers_part_takes_at_most_sixty_keys(salus, open_page):
    api = f"{salus.address}/api/v1"
    page = open_page(salus.start)
    waited(page, f"{api}/warnings?state=waiting", lambda a: len(a.get("warnings", [])) > 0)
    waited(page, f"{api}/plans/latest", lambda a: len((a.get("plan") or {}).get("moves", [])) > 0)
    page.goto(f"{salus.address}/watch/situation")
    settled(page, "Situation")
    keys = Keys(page)
    shots = Shots(page)

    keys.press("j")
    card = page.locator("[data-warning][aria-current]")
    expect(card).to_be_focused()
    shots.take("warning")
    keys.press("c")
    expect(card.locator(".warning-state")).to_contain_text("Confirmed")
    shots.take("confirmed")
    keys.press("e")
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Situation")
    quiet(page)
    shots.take("evidence")

    keys.press("g", "m")
    settled(page, "Demand & capacity")
    expect(page.locator("svg.dotplot")).to_be_visible()
    shots.take("breach")

    keys.press("g", "a")
    settled(page, "Allocation")
    keys.press("a")
    expect(page.locator("[data-quantity='0']")).to_be_focused()
    keys.write("1")
    keys.press("Enter")
    expect(page.locator(".moves")).to_contain_text("amended", timeout=10_000)
    shots.take("amended")
    expect(page.locator("[data-reason]")).to_be_focused()
    keys.write("ok")
    keys.press("Enter", "Enter")
    expect(page.locator(".plan-head")).to_contain_text(re.compile(r"\d+ orders? issued"))
    shots.take("signed")

    keys.press("o")
    settled(page, "Operations")
    shots.take("orders")
    # The note on a late order's state needs the twin's clock to move; a new plan does not.
    keys.press("p")
    settled(page, "Allocation")
    shots.take("proposed-anew")
    if page.locator("[data-reason]").count() > 0:
        keys.press("s")
        keys.write("ok")
        keys.press("Enter", "Enter")
        expect(page.locator(".plan-head")).to_contain_text(re.compile(r"\d+ orders? issued"))

    keys.press("g", "o")
    settled(page, "Operations")
    keys.press("j")
    for _ in range(3):
        keys.press("t")
        expect(page.locator("dialog[open]")).to_be_visible()
        keys.press("Enter")
        expect(page.locator("dialog[open]")).to_have_count(0)
        quiet(page)
    orders = page.request.get(f"{api}/orders?state=all&limit=500").json()["orders"]
    assert sum(order["received"] > 0 for order in orders) == 3
    shots.take("receipts")

    keys.press("g", "h")
    settled(page, "Hand-over")
    expect(page.locator(".note-page")).to_contain_text(re.compile("confirmed", re.I))
    shots.take("hand-over")
    print(f"key presses: {keys.count}")
    assert keys.count <= 60
