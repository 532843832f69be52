"""The acceptance story on the real program: an outbreak of the example region, from quiet weeks to
the hand-over note. Days go by when the test says so, one at a time, with the whole loop run on
each; the officer works by keyboard alone. `SALUS_SHOTS` names a folder for pictures.
"""

import os
import re
import subprocess
import time
from pathlib import Path

import pytest
from playwright.sync_api import expect

from conftest import program, serving
from test_acts import Keys
from test_journey import settled

# Winter is over; the outbreak began with a gathering three weeks ago, which nobody has noticed.
QUIET_DAY = 96
# The latest day for each turn of the story; the peak is on day 145.
WARNED_BY, PLANNED_BY, LATE_BY, PLANNED_ANEW_BY = 124, 140, 150, 165


class Region:
    """The example region behind a running program."""

    def __init__(self, running, day):
        self.api = f"{running.address}/api/v1"
        self.data = running.data
        self.day = day

    def play(self):
        """Lets a day go by; returns when the loop has done all that its reports call for."""
        self.day += 1
        done = subprocess.run(
            [program(), "example", "--data", self.data, "--day", str(self.day), "--loop"],
            capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stderr[-2000:]

    def play_until(self, happened, last):
        """Days go by until something is so; what it is."""
        while not (found := happened()):
            assert self.day < last, f"not so by day {last}"
            self.play()
        return found


class Officer:
    """Looks and presses keys; each step leaves a picture where a folder for them is named."""

    def __init__(self, page, region):
        self.page = page
        self.region = region
        self.keys = Keys(page)
        self.pictures = 0
        self.began = time.monotonic()

    def ask(self, path):
        reply = self.page.request.get(f"{self.region.api}/{path}")
        assert reply.ok, f"{path}: {reply.status} {reply.text()[:300]}"
        return reply.json()

    def tell(self, step):
        self.pictures += 1
        print(f"{time.monotonic() - self.began:5.0f} s  day {self.region.day}  "
              f"{self.keys.count:2} keys  {step}", flush=True)
        if "SALUS_SHOTS" in os.environ:
            folder = Path(os.environ["SALUS_SHOTS"])
            folder.mkdir(parents=True, exist_ok=True)
            name = f"{self.pictures:02}-{re.sub('[^a-z]+', '-', step.lower())}.png"
            self.page.screenshot(path=folder / name)

    def waiting(self):
        return self.ask("warnings?state=waiting&limit=200")["warnings"]

    def orders(self):
        return self.ask("orders?state=all&limit=500")["orders"]

    def planned(self):
        """The moves of a plan that waits, once it is more than a trifle."""
        plan = self.ask("plans/latest")["plan"]
        waits = plan is not None and plan["state"] == "proposed" and self.ask("demand")["breaches"]
        return plan["moves"] if waits and len(plan["moves"]) >= 3 else None

    def plan_waits(self):
        plan = self.ask("plans/latest")["plan"]
        return plan is not None and plan["state"] == "proposed" and len(plan["moves"]) > 0

    def executed(self):
        return {one["id"] for one in self.orders() if one["state"] == "executed"}


@pytest.fixture
def region(tmp_path):
    with serving(tmp_path / "region", "--day", str(QUIET_DAY)) as running:
        yield running, Region(running, QUIET_DAY)


def graver(warnings):
    return [one for one in warnings if one["grade"] < 3]


def shown(page):
    """Nothing is under way on the page."""
    expect(page.locator("html[data-waiting]")).to_have_count(0)
    expect(page.locator(".skeleton, .failure")).to_have_count(0)


def test_from_quiet_weeks_to_the_hand_over_note(region, open_page):
    running, region = region
    page = open_page(running.start)
    settled(page, "Situation")
    officer = Officer(page, region)
    keys = officer.keys

    # Quiet weeks: nothing graver than III waits for anybody.
    for _ in range(3):
        assert graver(officer.waiting()) == []
        region.play()
    shown(page)
    officer.tell("quiet weeks")

    # A signal, which becomes a warning with two kinds of sources behind it.
    gravest = region.play_until(lambda: graver(officer.waiting()), WARNED_BY)[0]
    officer.tell("a warning waits")
    keys.press("r")
    expect(page.locator(f"[data-warning={gravest['id']}]")).to_be_visible()
    keys.press("j")
    card = page.locator("[data-warning][aria-current]")
    expect(card).to_be_focused()
    identity = card.get_attribute("data-warning")
    assert identity == gravest["id"]
    officer.tell("signal and warning")
    keys.press("c")
    expect(card.locator(".warning-state")).to_contain_text("Confirmed")
    officer.tell("confirmed")
    keys.press("e")
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Situation")
    shown(page)
    officer.tell("evidence")

    # The forecast that a capacity will be exceeded, and a plan against it.
    moves = region.play_until(officer.planned, PLANNED_BY)
    keys.press("g", "m")
    settled(page, "Demand & capacity")
    expect(page.locator("svg.dotplot")).to_be_visible()
    expect(page.locator(".breaches li").first).to_be_visible()
    officer.tell("breach forecast")

    keys.press("g", "a")
    settled(page, "Allocation")
    keys.press("a")
    row = next(at for at, move in enumerate(moves) if move["quantity"] > 1)
    keys.press(*["ArrowDown"] * row)
    expect(page.locator(f"[data-quantity='{row}']")).to_be_focused()
    officer.tell("plan proposed")
    keys.write("1")
    page.evaluate(STOPWATCH)
    keys.press("Enter")
    expect(page.locator(".moves")).to_contain_text("amended")
    took = page.wait_for_function("window.amended").json_value()
    print(f"amendment to the screen: {took:.0f} ms")
    expect(page.locator("[data-reason]")).to_be_focused()
    officer.tell("amended")
    sign(officer, "ok")
    officer.tell("signed")
    keys.press("o")
    settled(page, "Operations")
    officer.tell("orders")

    # What the region's depots tell: receipts, and an order that is late.
    region.play_until(
        lambda: any(one["state"] == "late" for one in officer.orders()), LATE_BY)
    keys.press("r")
    expect(page.locator("[data-order].late").first).to_be_visible()
    expect(page.get_by_role("region", name=re.compile("plan", re.I)).first).to_contain_text("late")
    officer.tell("one late")

    # A new plan, asked for where the loop has found something more to move.
    region.play_until(officer.plan_waits, PLANNED_ANEW_BY)
    keys.press("r", "p")
    settled(page, "Allocation")
    expect(page.locator(".plan-head")).to_contain_text("Proposed")
    officer.tell("planned anew")
    keys.press("s")
    sign(officer, "late")
    officer.tell("signed anew")

    # Receipts: one by hand, of the order that is due first; the others by the depots' own reports.
    keys.press("o")
    settled(page, "Operations")
    keys.press("j", "t")
    first = page.locator("[data-order][aria-current]").get_attribute("data-order")
    assert first in {one["id"] for one in officer.orders()} - officer.executed()
    expect(page.locator("dialog[open]")).to_be_visible()
    officer.tell("receipt")
    keys.press("Enter")
    expect(page.locator("dialog[open]")).to_have_count(0)
    by_hand = officer.executed()
    assert first in by_hand
    region.play()
    keys.press("r")
    done = officer.executed()
    assert by_hand < done
    expect(page.locator("#column-done .caption")).to_have_text(str(len(done)))
    officer.tell("receipts")

    keys.press("g", "h")
    settled(page, "Hand-over")
    note = page.locator(".note-page")
    # The note tells of the last twelve hours: what came in, and what stays open for the next shift.
    expect(note).to_contain_text("Received:")
    expect(note).to_contain_text("confirmed by")
    officer.tell("hand-over")
    print(f"key presses of the officer: {keys.count} (at most 60)")
    assert keys.count <= 60


def sign(officer, reason):
    """From the field of the reason to the signature."""
    expect(officer.page.locator("[data-reason]")).to_be_focused()
    officer.keys.write(reason)
    officer.keys.press("Enter", "Enter")
    expect(officer.page.locator(".plan-head")).to_contain_text(
        re.compile(r"\d+ orders? issued"))


# From the key that asks for it to new numbers on the page, in the page's own time.
STOPWATCH = """() => {
  window.amended = null;
  let begun = 0;
  addEventListener('keydown', (event) => { if (event.key === 'Enter') begun = performance.now(); },
    { capture: true, once: true });
  new MutationObserver((_, self) => {
    if (!document.querySelector('.moves').textContent.includes('amended')) return;
    self.disconnect();
    requestAnimationFrame(() => { window.amended = performance.now() - begun; });
  }).observe(document.body, { subtree: true, childList: true, characterData: true });
}"""
