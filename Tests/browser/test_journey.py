"""Journeys through the real program: its example region, its pipeline, its pages."""

import json
import re
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

HEADINGS = {
    "situation": "Situation", "signals": "Signals", "data": "Data health",
    "forecasts": "Forecasts", "demand": "Demand & capacity", "allocation": "Allocation",
    "operations": "Operations", "handover": "Hand-over", "beds": "Today\u2019s beds",
}
SCREENS = list(HEADINGS)


def settled(page, heading):
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    expect(page.locator("main :is(.card, .drawer, .failure):visible").first).to_be_visible()
    expect(page.locator("html[data-waiting]")).to_have_count(0)
    expect(page.locator(".skeleton")).to_have_count(0)
    expect(page.locator(".failure")).to_have_count(0)


def focused(page):
    return page.evaluate("document.activeElement.textContent")


def test_the_start_address_leads_in_and_hides_its_token(salus, open_page):
    page = open_page(salus.start)
    settled(page, "Situation")
    assert "token" not in page.url
    cookie = page.context.cookies()[0]
    assert cookie["httpOnly"] and cookie["sameSite"] == "Strict"


def test_without_the_token_nothing_is_told(salus, chromium):
    context = chromium.new_context()
    assert context.request.get(f"{salus.address}/api/v1/summary").status == 401
    context.close()


def test_a_shift_by_keyboard_alone(salus, open_page):
    """The top signal, its evidence, the forecast of its place, the permalink, and back to it."""
    page = open_page(salus.start, permissions=["clipboard-read", "clipboard-write"])
    settled(page, "Situation")

    page.keyboard.press("g")
    page.keyboard.press("i")
    settled(page, "Signals")
    page.keyboard.press("j")
    top = page.locator("[data-detection]").first
    expect(top).to_be_focused()
    place = page.locator(".row-place").first.evaluate("element => element.firstChild.textContent")

    page.keyboard.press("e")
    heading = page.get_by_role("heading", level=2, name=f"Evidence: {place}")
    expect(heading).to_be_focused()
    expect(page.locator(".drawer svg[data-figure]")).to_be_visible()
    expect(page.locator(".methods li").first).to_be_visible()

    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert focused(page) == "Forecast for this place"
    page.keyboard.press("Enter")
    settled(page, "Forecasts")
    title = page.locator("#fan-title").inner_text()
    sentence = page.locator(".figure-sentence").first.inner_text()
    expect(page.locator("svg[data-figure]").first).to_be_visible()

    page.keyboard.press("y")
    expect(page.locator(".toast")).to_contain_text("Link copied")
    link = page.evaluate("navigator.clipboard.readText()")
    assert re.search(r"[?&]asof=v\d+", link), link

    again = page.context.new_page()
    again.goto(link)
    settled(again, "Forecasts")
    expect(again.locator("#fan-title")).to_have_text(title)
    expect(again.locator(".figure-sentence").first).to_have_text(sentence)
    expect(again.locator("[data-status=as-of]")).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("screen", SCREENS)
def test_axe_finds_nothing(salus, open_page, screen, theme):
    page = open_page(salus.start, theme=theme)
    settled(page, "Situation")
    page.goto(f"{salus.address}/watch/{screen}")
    settled(page, HEADINGS[screen])
    found = Axe().run(page).response["violations"]
    assert found == [], json.dumps(found, indent=1)[:3000]


def test_map_table_and_curve_agree(salus, open_page):
    """One week of the region three ways: by ward, as a class on the map, and as a series."""
    page = open_page(salus.start)
    settled(page, "Situation")
    ask = page.request
    api = f"{salus.address}/api/v1"
    signal = page.get_by_role("combobox", name="Series").input_value()
    places = ask.get(f"{api}/places").json()["places"]
    level = max({p["level"] for p in places}, key=lambda one: sum(p["level"] == one for p in places))
    root = next(p for p in places if not p.get("parent"))
    series = ask.get(f"{api}/series?signal={signal}&place={root['id']}").json()
    day = series["dates"][-15]
    rows = ask.get(f"{api}/cube/{signal}/table?level={level}&day={day}").json()["rows"]
    known = [row["cases7d"] for row in rows if row["cases7d"] is not None]
    hidden = len(rows) - len(known)
    at = series["dates"].index(day)
    week = sum(value or 0 for value in series["values"][at - 6:at + 1])
    # A hidden ward has fewer than five cases, or its feed was silent.
    assert sum(known) <= week <= sum(known) + 4 * hidden + 1e-9

    page.goto(f"{salus.address}/watch/situation?day={day}&signal={signal}")
    settled(page, "Situation")
    sentence = page.locator(".figure-sentence").first.inner_text()
    highest = max(row["class"] for row in rows if row["class"] < 254)
    among = [row for row in rows if row["class"] == highest]
    if highest > 0:
        said = among[0]["name"] if len(among) == 1 else f"{len(among)} of {len(rows)}"
        assert said in sentence, sentence


def test_no_request_leaves_the_host(salus, open_page):
    page = open_page(salus.start)
    asked = []
    page.context.on("request", lambda request: asked.append(request.url))
    for screen in SCREENS:
        page.goto(f"{salus.address}/watch/{screen}")
        settled(page, HEADINGS[screen])
    hosts = {urlsplit(url).netloc for url in asked}
    assert hosts == {urlsplit(salus.address).netloc}


@pytest.mark.parametrize("screen", SCREENS)
def test_nothing_is_wider_than_a_narrow_window(salus, open_page, screen):
    page = open_page(salus.start, width=320, height=700)
    settled(page, "Situation")
    page.goto(f"{salus.address}/watch/{screen}")
    settled(page, HEADINGS[screen])
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_every_hashed_file_may_be_kept_for_ever(salus, open_page):
    page = open_page(salus.start)
    settled(page, "Situation")
    for part in page.locator("script[src], link[rel=stylesheet]").all():
        address = part.get_attribute("src") or part.get_attribute("href")
        reply = page.request.get(salus.address + address)
        assert reply.ok and "immutable" in reply.headers["cache-control"], address
