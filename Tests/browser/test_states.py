"""Every screen in every state, against a double of the contract."""

import csv
import json
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from fixture_server import FixtureServer

HEADINGS = {
    "situation": "Situation", "signals": "Signals", "data": "Data health",
    "forecasts": "Forecasts", "demand": "Demand & capacity", "allocation": "Allocation",
    "operations": "Operations", "handover": "Hand-over", "beds": "Today\u2019s beds",
}
SCREENS = list(HEADINGS)


def ready(page, screen):
    """Waits until a screen has drawn what it has."""
    expect(page.get_by_role("heading", level=1)).to_have_text(HEADINGS[screen])
    expect(page.locator(
        "main :is(.card, .drawer, .failure):visible").first).to_be_visible()
    expect(page.locator("html[data-waiting]")).to_have_count(0)
    expect(page.locator(".skeleton")).to_have_count(0)


def query(page):
    return {k: v[0] for k, v in parse_qs(urlsplit(page.url).query).items()}


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("state", ["ordinary", "empty", "quiet", "partial", "error"])
@pytest.mark.parametrize("screen", SCREENS)
def test_axe_finds_nothing(serve, open_page, screen, state, theme):
    page = open_page(f"{serve(state).address}/watch/{screen}", theme=theme)
    ready(page, screen)
    found = Axe().run(page).response["violations"]
    assert found == [], json.dumps(found, indent=1)[:3000]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("way", [
    "situation?view=table", "signals?view=table", "forecasts?view=table",
    "signals?detection=d-61", "situation?geo=ward:61&asof=v1800", "data?view=table",
    "data?feed=beds", "demand?view=table", "allocation?view=table", "operations?view=table",
    "handover?view=table", "situation?warning=W-5", "situation?warnings=all",
    "allocation?asof=v1800",
])
def test_axe_finds_nothing_in_tables_drawers_and_replays(serve, open_page, way, theme):
    page = open_page(f"{serve().address}/watch/{way}", theme=theme)
    ready(page, way.split("?")[0])
    found = Axe().run(page).response["violations"]
    assert found == [], json.dumps(found, indent=1)[:3000]


@pytest.mark.parametrize("key", ["?", "Control+k"])
def test_axe_finds_nothing_in_dialogs(serve, open_page, key):
    page = open_page(f"{serve().address}/watch/situation")
    ready(page, "situation")
    page.keyboard.press(key)
    expect(page.locator("dialog[open]")).to_be_visible()
    found = Axe().run(page).response["violations"]
    assert found == [], json.dumps(found, indent=1)[:3000]


@pytest.mark.parametrize("width", [320, 768, 1440])
@pytest.mark.parametrize("way", [
    "situation", "situation?view=table", "signals", "signals?detection=d-61", "forecasts",
    "forecasts?view=table", "data?feed=beds", "data?view=table", "demand", "demand?view=table",
    "allocation", "allocation?view=table", "operations", "operations?view=table", "handover",
    "beds",
])
def test_nothing_is_wider_than_the_window(serve, open_page, way, width):
    page = open_page(f"{serve().address}/watch/{way}", width=width, height=800)
    ready(page, way.split("?")[0])
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_no_request_leaves_the_host(serve, open_page):
    server = serve()
    page = open_page(f"{server.address}/watch/situation")
    asked = []
    page.context.on("request", lambda request: asked.append(request.url))
    for screen in SCREENS:
        page.goto(f"{server.address}/watch/{screen}")
        ready(page, screen)
    assert asked and all(url.startswith(server.address + "/") for url in asked), asked


def test_the_whole_state_is_in_the_address(serve, open_page):
    page = open_page(f"{serve().address}/watch/situation?day=2026-11-12&geo=ward:61&future=kept")
    ready(page, "situation")
    expect(page.locator(".scrubber-day strong")).to_have_text(re.compile("12 Nov 2026"))
    expect(page.locator(".trail .button")).to_contain_text("Pineford")
    page.keyboard.press("v")
    expect(page.get_by_role("region", name="Laboratory-confirmed cases by ward").last).to_be_visible()
    assert query(page) == {
        "day": "2026-11-12", "geo": "ward:61", "future": "kept", "view": "table"}
    page.go_back()
    expect(page.locator(".map-frame")).to_be_visible()
    assert "view" not in query(page)


def test_a_copied_link_pins_the_version_that_was_seen(serve, open_page):
    server = serve()
    page = open_page(f"{server.address}/watch/forecasts",
                     permissions=["clipboard-read", "clipboard-write"])
    ready(page, "forecasts")
    expect(page.locator("svg[data-figure]").first).to_be_visible()
    page.keyboard.press("y")
    expect(page.locator(".toast")).to_contain_text("Link copied")
    link = page.evaluate("navigator.clipboard.readText()")
    assert re.search(r"[?&]asof=v\d+", link), link
    page.goto(link)
    ready(page, "forecasts")
    expect(page.locator(".banner")).to_contain_text("this page shows what was known then")
    expect(page.locator("[data-status=as-of]")).to_be_visible()
    page.get_by_role("button", name="Show the current data").click()
    expect(page.locator(".banner")).to_have_count(0)
    assert "asof" not in query(page)


def test_the_list_is_walked_by_keyboard(serve, open_page):
    page = open_page(f"{serve().address}/watch/signals")
    ready(page, "signals")
    rows = page.locator("[data-detection]")
    page.keyboard.press("j")
    expect(rows.nth(0)).to_be_focused()
    page.keyboard.press("j")
    expect(rows.nth(1)).to_be_focused()
    page.keyboard.press("k")
    expect(rows.nth(0)).to_be_focused()
    page.keyboard.press("e")
    expect(page.get_by_role("heading", level=2, name=re.compile("^Evidence: "))).to_be_focused()
    assert query(page)["detection"] == rows.nth(0).get_attribute("data-detection")
    page.keyboard.press("Escape")
    expect(rows.nth(0)).to_be_focused()
    assert "detection" not in query(page)


def test_single_keys_can_be_turned_off(serve, open_page):
    page = open_page(f"{serve().address}/watch/situation")
    ready(page, "situation")
    page.keyboard.press("?")
    page.get_by_label("Single-key shortcuts").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("v")
    expect(page.locator(".map-frame")).to_be_visible()
    assert "view" not in query(page)


def test_the_map_is_walked_by_arrow_keys(serve, open_page):
    page = open_page(f"{serve().address}/watch/situation")
    ready(page, "situation")
    page.locator(".map-frame").focus()
    said = page.locator("[data-live=polite]")
    page.keyboard.press("ArrowRight")
    expect(said).to_have_text(re.compile(r"^\w+: .*"))
    first = said.inner_text()
    page.keyboard.press("ArrowRight")
    expect(said).not_to_have_text(first)
    name = said.inner_text().split(":")[0]
    page.keyboard.press("Enter")
    expect(page.locator(".trail .button")).to_contain_text(name)
    assert query(page)["geo"].startswith("ward:")
    page.keyboard.press("Escape")
    expect(page.locator(".trail .button")).to_contain_text("Meridian")


def test_the_day_is_chosen_by_keyboard(serve, open_page):
    page = open_page(f"{serve().address}/watch/situation")
    ready(page, "situation")
    slider = page.get_by_role("slider", name="Day")
    slider.focus()
    page.keyboard.press("Shift+ArrowLeft")
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".scrubber-day strong")).to_have_text(re.compile("12 Nov 2026"))
    expect(page).to_have_url(re.compile("day=2026-11-12"))
    page.keyboard.press("n")
    expect(page).not_to_have_url(re.compile("day="))
    expect(page.locator(".scrubber-day strong")).to_have_text(re.compile("20 Nov 2026"))


def test_map_and_table_show_the_same(serve, open_page):
    """The pixels of each class on the map against the classes of the table."""
    server = serve()
    page = open_page(f"{server.address}/watch/situation?day=2026-11-10")
    ready(page, "situation")
    expect(page.locator(".figure-sentence").first).to_contain_text("10 Nov 2026")
    sentence = page.locator(".figure-sentence").first.inner_text()
    found = re.search(r"(\d+) of 420 wards are at 120\+", sentence)
    one = re.search(r"(\w+) is at 120\+", sentence)
    highest = int(found[1]) if found else 1 if one else 0
    page.keyboard.press("v")
    rates = page.locator("#map-title")
    expect(rates).to_be_visible()
    table = page.request.get(
        f"{server.address}/api/v1/cube/cases/table?level=ward&day=2026-11-10").json()
    assert highest == sum(1 for row in table["rows"] if row["class"] == 6) > 0


def test_new_data_wait_for_the_reader(serve, open_page):
    server = serve("quiet")
    page = open_page(f"{server.address}/watch/signals")
    ready(page, "signals")
    expect(page.locator("[data-status=live]")).to_be_visible()
    server.grow()
    button = page.get_by_role("button", name="Show new data")
    expect(button).to_be_visible()
    page.keyboard.press("r")
    expect(button).to_have_count(0)


def test_tabs_share_one_stream(serve, open_page):
    with FixtureServer() as server:
        share(server, open_page)


def share(server, open_page):
    page = open_page(f"{server.address}/watch/signals")
    expect(page.locator("[data-status=live]")).to_be_visible()
    assert server.server.followers == 1
    second = page.context.new_page()
    second.goto(f"{server.address}/watch/signals")
    ready(second, "signals")
    expect(second.locator("[data-status=live]")).to_be_visible()
    assert server.server.followers == 1
    server.grow()
    expect(second.get_by_role("button", name="Show new data")).to_be_visible()
    page.close()
    expect(second.locator("[data-status=live]")).to_be_visible()
    server.grow()
    expect(second.locator(".status .mono")).to_have_text(re.compile(
        f"v{server.server.answers.version}"))


def test_silence_is_called_stale(serve, open_page):
    page = open_page("about:blank")
    page.clock.install()
    page.goto(f"{serve('stale').address}/watch/situation")
    expect(page.locator("[data-status=live]")).to_be_visible()
    page.clock.run_for(41_000)
    expect(page.locator("[data-status=stale]")).to_contain_text(re.compile(r"Stale 00:4\d"))
    page.clock.resume()
    found = Axe().run(page).response["violations"]
    assert found == [], json.dumps(found, indent=1)[:3000]


def test_waiting_shows_the_shape_of_the_page(serve, open_page):
    page = open_page(f"{serve('slow').address}/watch/situation")
    expect(page.locator(".skeleton").first).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("Situation")
    found = Axe().run(page).response["violations"]
    assert found == [], json.dumps(found, indent=1)[:3000]


def test_one_failure_leaves_the_rest_alive(serve, open_page):
    page = open_page(f"{serve('error').address}/watch/situation")
    ready(page, "situation")
    failure = page.locator(".failure").first
    expect(failure).to_contain_text("The journal is busy")
    expect(failure).to_contain_text("Try again in a few seconds.")
    expect(failure).to_contain_text("r-7f3a91")
    expect(failure.get_by_role("button", name="Try again")).to_be_visible()
    expect(page.locator(".map-frame")).to_be_visible()


def test_nothing_imported_says_what_would_fill_the_page(serve, open_page):
    page = open_page(f"{serve('empty').address}/watch/forecasts")
    ready(page, "forecasts")
    expect(page.locator(".empty")).to_contain_text("Nothing has been imported yet")
    expect(page.locator(".empty")).to_contain_text("salus import")


def test_incomplete_numbers_are_hatched_and_named(serve, open_page):
    page = open_page(f"{serve('partial').address}/watch/situation")
    ready(page, "situation")
    expect(page.locator("[data-stat=cases] .stat-value")).to_have_class(re.compile("hatched"))
    expect(page.locator("[data-stat=cases]")).to_contain_text("61\u00a0% complete")
    expect(page.locator(".partial")).to_contain_text("of 420 wards have no report")
    page.goto(f"{serve('partial').address}/watch/forecasts")
    expect(page.locator(".caution")).to_contain_text("Do not rely on this forecast")


def test_a_place_without_forecast_shows_the_one_that_holds_it(serve, open_page):
    page = open_page(f"{serve().address}/watch/forecasts?geo=ward:61&signal=cases")
    ready(page, "forecasts")
    expect(page.locator(".notice").first).to_contain_text("No forecast is made for Pineford")
    expect(page.locator("#fan-title")).to_contain_text("Holm Bank")


@pytest.mark.parametrize("kind", ["PNG", "SVG", "CSV"])
@pytest.mark.parametrize("way,figure", [
    ("situation", "Laboratory-confirmed cases by ward"),
    ("situation", "Epidemic curve"),
    ("forecasts", "What may happen"),
    ("signals?detection=d-61", "Observed against expected"),
])
def test_figures_are_saved_with_their_source(serve, open_page, way, figure, kind):
    page = open_page(f"{serve().address}/watch/{way}")
    ready(page, way.split("?")[0])
    expect(page.locator("svg[data-figure], .legend").first).to_be_visible()
    page.get_by_role("button", name=re.compile(f"^Export {re.escape(figure)}")).click()
    with page.expect_download() as waiting:
        page.get_by_role("menuitem", name=re.compile(kind)).click()
    with open(waiting.value.path(), "rb") as file:
        content = file.read()
    assert waiting.value.suggested_filename.endswith(kind.lower())
    if kind == "PNG":
        assert content[:8] == b"\x89PNG\r\n\x1a\n" and len(content) > 10_000
        return
    words = content.decode()
    for expected in ("Source:", "As of:", "Licence:", figure):
        assert expected in words
    if kind == "CSV":
        rows = list(csv.reader(line for line in words.split("\r\n") if line and line[0] != "#"))
        assert len(rows) > 10 and {len(row) for row in rows} == {len(rows[0])}


def test_long_tables_draw_only_what_is_seen(serve, open_page):
    page = open_page(f"{serve('huge').address}/watch/situation?view=table")
    ready(page, "situation")
    table = page.locator("section.figure table").first
    expect(table).to_have_attribute("aria-rowcount", "3086")
    assert table.locator("tbody tr").count() < 120
    scroll = page.locator(".table-scroll").first
    scroll.evaluate("(element) => { element.scrollTop = element.scrollHeight }")
    expect(table.locator("tr[aria-rowindex='3086']")).to_be_visible()


def test_three_thousand_regions_are_drawn_within_a_frame(serve, open_page):
    page = open_page(f"{serve('huge').address}/watch/situation")
    ready(page, "situation")
    expect(page.locator(".scrubber-day strong")).to_have_text(re.compile("20 Nov 2026"))
    page.get_by_role("slider", name="Day").focus()
    # The script's share of ten days of scrubbing, from the browser's own counters.
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")

    def spent():
        metrics = session.send("Performance.getMetrics")["metrics"]
        return next(m["value"] for m in metrics if m["name"] == "ScriptDuration")

    before = spent()
    for _ in range(10):
        page.keyboard.press("ArrowLeft")
    expect(page).to_have_url(re.compile("day=2026-11-10"))
    assert (spent() - before) / 10 < 0.1


def test_the_palette_finds_places(serve, open_page):
    page = open_page(f"{serve().address}/watch/situation")
    ready(page, "situation")
    page.keyboard.press("Control+k")
    page.keyboard.type("pineford")
    expect(page.locator("dialog [role=option]").first).to_contain_text("Pineford")
    page.keyboard.press("Enter")
    expect(page.locator(".trail .button")).to_contain_text("Pineford")


@pytest.mark.parametrize("width", [1440, 360])
def test_without_outlines_the_places_are_ranked(serve, open_page, width):
    page = open_page(f"{serve('unmapped').address}/watch/situation", width=width)
    ready(page, "situation")
    figure = page.locator("section[aria-labelledby=map-title]")
    expect(figure).to_contain_text("salus import boundaries")
    expect(figure.locator("table")).to_be_visible()
    expect(figure.get_by_role("button", name="Map")).to_have_count(0)
    rate = figure.get_by_role("columnheader", name="Per 100,000")
    expect(rate).to_have_attribute("aria-sort", "descending")
    box = rate.bounding_box()
    assert box["x"] + box["width"] <= width
    scroll = figure.locator(".table-scroll")
    assert scroll.evaluate("one => one.scrollWidth - one.clientWidth") <= 0
    highest = figure.locator("tbody tr td").first.inner_text()
    expect(figure.locator(".figure-sentence")).to_contain_text(highest)


@pytest.mark.parametrize("screen", ["situation", "signals", "forecasts"])
def test_an_unknown_place_or_series_is_named(serve, open_page, screen):
    page = open_page(f"{serve().address}/watch/{screen}?geo=atlantis&signal=tides")
    ready(page, screen)
    notice = page.locator(".notice", has_text="atlantis")
    expect(notice).to_contain_text('No place is called "atlantis" here.')
    expect(notice).to_contain_text('No series is called "tides" here.')


def test_a_forecast_says_which_week_and_which_data_it_is_from(serve, open_page):
    page = open_page(f"{serve().address}/watch/forecasts")
    ready(page, "forecasts")
    expect(page.locator(".provenance")).to_contain_text(
        "for the week to 14 Nov 2026, from data to 7 Nov 2026")
    expect(page.locator("svg[data-figure] .note")).to_have_text("data to 7 Nov")
    page.goto(f"{serve().address}/watch/situation")
    ready(page, "situation")
    expect(page.locator("[data-stat=forecast] .stat-range")).to_contain_text("95\u00a0%: ")


@pytest.mark.parametrize("width", [1440, 768, 360])
def test_the_scores_are_not_cut(serve, open_page, width):
    page = open_page(f"{serve().address}/watch/forecasts", width=width)
    ready(page, "forecasts")
    table = page.locator("aside .table-scroll")
    assert table.evaluate("one => one.scrollWidth - one.clientWidth") <= 0


def test_no_signal_says_when_it_was_last_checked(serve, open_page):
    page = open_page(f"{serve('quiet').address}/watch/signals")
    ready(page, "signals")
    expect(page.locator("main")).to_contain_text("Last check 20 Nov 06:00, 866 series")


@pytest.mark.parametrize("screen", SCREENS)
def test_an_as_of_that_is_no_moment_is_answered_with_what_would_be(serve, open_page, screen):
    page = open_page(f"{serve().address}/watch/{screen}?asof=yesterday")
    ready(page, screen)
    expect(page.locator("main")).to_contain_text("yesterday")


def test_a_week_without_forecast_leads_to_the_newest(serve, open_page):
    page = open_page(f"{serve().address}/watch/forecasts?reference=1999-01-02")
    ready(page, "forecasts")
    expect(page.locator("main")).to_contain_text("No forecast for the week to 2 Jan 1999")
    page.get_by_role("button", name="Show the newest").click()
    expect(page.locator("#fan-title")).to_be_visible()
