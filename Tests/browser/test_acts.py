"""What people do on the pages: judge, enter, amend, sign, receive, hand over. By keyboard."""

import re

import pytest
from playwright.sync_api import expect

from fixture_server import FixtureServer
from test_states import query, ready


@pytest.fixture
def double():
    """A double of its own for a test that changes it: double("conflict")."""
    running = []

    def start(state="ordinary"):
        running.append(FixtureServer(state).__enter__())
        return running[-1]

    yield start
    for server in running:
        server.__exit__()


class Keys:
    """Presses keys and counts them."""

    def __init__(self, page):
        self.page = page
        self.count = 0

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)
            self.count += 1

    def write(self, words):
        self.press(*words)


def posts(server):
    return server.server.posts


def test_an_officers_shift_takes_at_most_sixty_keys(double, open_page):
    """Signal to signature to receipt to hand-over, as the acceptance story tells it."""
    server = double()
    page = open_page(f"{server.address}/watch/situation")
    ready(page, "situation")
    keys = Keys(page)

    keys.press("j", "c")
    card = page.locator("[data-warning=W-1]")
    expect(card.locator(".warning-state")).to_contain_text("Confirmed")
    expect(card).to_be_focused()
    keys.press("e")
    ready(page, "demand")
    assert query(page) == {"site": "averlyn-h01", "resource": "icu-beds"}
    expect(page.locator("#need-title")).to_have_text("ICU beds, North General")
    expect(page.locator(".chances .lead")).to_contain_text("of 20 chances above 24")

    keys.press("g", "a")
    ready(page, "allocation")
    keys.press("a")
    expect(page.get_by_label("Quantity: Ventilators to North General")).to_be_focused()
    keys.write("20")
    keys.press("Enter")
    expect(page.locator(".moves")).to_contain_text("amended")
    expect(page.locator(".moves")).to_contain_text("was 24, now 20")
    expect(page.locator("section[aria-labelledby=worth-title]")).to_contain_text("was 38, now 46")
    expect(page.locator("[data-reason]")).to_be_focused()
    keys.write("agreed")
    keys.press("Enter")
    expect(page.get_by_role("button", name="Sign", exact=True)).to_be_focused()
    assert not any(parts[-1] == "decision" and parts[0] == "plans" for parts, _ in posts(server))
    keys.press("Enter")
    expect(page.locator(".plan-head")).to_contain_text("3 orders issued")

    keys.press("o")
    ready(page, "operations")
    expect(page.locator(".board")).to_contain_text("2 h 10 min late")
    keys.press("p")
    ready(page, "allocation")
    expect(page.locator("#moves-title")).to_contain_text("P-2")
    keys.press("s")
    keys.write("late")
    keys.press("Enter", "Enter")
    expect(page.locator(".plan-head")).to_contain_text("3 orders issued")

    keys.press("o")
    ready(page, "operations")
    keys.press("j")
    for _ in range(3):
        keys.press("t")
        expect(page.locator("dialog[open]")).to_be_visible()
        keys.press("Enter")
        expect(page.locator("dialog[open]")).to_have_count(0)
        expect(page.locator("html[data-waiting]")).to_have_count(0)
    receipts = [body for parts, body in posts(server) if parts[0] == "orders"]
    assert [body["verb"] for body in receipts] == ["receive"] * 3
    assert len({body["receipt"] for body in receipts}) == 3

    keys.press("g", "h")
    ready(page, "handover")
    expect(page.locator(".note-page")).to_contain_text("ICU will exceed capacity: confirmed")
    print(f"key presses: {keys.count}")
    assert keys.count <= 60


def test_chances_of_what_is_used_up_are_of_its_use_until_a_day(double, open_page):
    """Beside the sentence, which tells how likely the stock is to be used up."""
    server = double()
    page = open_page(f"{server.address}/watch/demand?site=averlyn-h01&resource=antiviral")
    ready(page, "demand")
    expect(page.locator(".chances h3")).to_have_text(
        re.compile(r"^Use until \d+ \w+ beyond deliveries, 20 equal chances$"))
    page = open_page(f"{server.address}/watch/demand?site=averlyn-h01&resource=icu-beds")
    ready(page, "demand")
    expect(page.locator(".chances h3")).to_have_text("Peak within the horizon, 20 equal chances")
    expect(page.locator(".chances .lead")).to_have_text(
        re.compile(r"^\d+ of 20 chances above 24 beds$"))


def test_a_screens_code_is_fetched_when_it_is_first_shown(double, open_page):
    """And where that fails the page says so, keeps its frame and tries again."""
    server = double()
    page = open_page("about:blank")
    fetched = []
    page.on("request", lambda request: fetched.append(request.url.rsplit("/", 1)[-1]))
    page.route("**/Demand.js", lambda route: route.abort())
    page.goto(f"{server.address}/watch/handover")
    ready(page, "handover")
    first = [name for name in fetched if name.endswith(".js")][:3]
    assert sorted(first) == ["Handover.js", "app.js", "chunk.js"]
    page.keyboard.press("g")
    page.keyboard.press("m")
    failure = page.locator(".failure")
    expect(failure).to_contain_text("The code of this part could not be fetched")
    expect(page.get_by_role("navigation").first).to_be_visible()
    page.unroute("**/Demand.js")
    failure.get_by_role("button", name="Try again").click()
    ready(page, "demand")


def test_a_plan_asked_for_from_operations_is_there_at_once(double, open_page):
    page = open_page(f"{double().address}/watch/allocation")
    ready(page, "allocation")
    for key in ("s", "k", "Enter", "Enter"):
        page.keyboard.press(key)
    expect(page.locator(".plan-head")).to_contain_text("orders issued")
    page.keyboard.press("o")
    ready(page, "operations")
    page.keyboard.press("p")
    expect(page.get_by_role("heading", level=1)).to_have_text("Allocation")
    # The signed plan, which this page showed last, is not shown again in between.
    assert "P-2" in page.locator("#moves-title").inner_text()


@pytest.mark.parametrize("verb,key", [("dismiss", "x"), ("shelve", "s")])
def test_a_decision_with_a_reason_is_asked_for_it(double, open_page, verb, key):
    server = double()
    page = open_page(f"{server.address}/watch/situation")
    ready(page, "situation")
    page.keyboard.press("j")
    page.keyboard.press(key)
    dialog = page.locator("dialog[open]")
    expect(dialog).to_be_visible()
    expect(dialog.locator("input:checked")).to_have_count(0)
    page.keyboard.press("Enter")
    expect(dialog.locator(".fault")).not_to_be_empty()
    assert posts(server) == []
    page.keyboard.press("2")
    page.keyboard.press("Enter")
    expect(dialog).to_have_count(0)
    parts, body = posts(server)[0]
    assert parts == ["warnings", "W-1", "decision"] and body["verb"] == verb
    if verb == "dismiss":
        assert body["reason"] == "data-error"
    else:
        # Counted from the twin's own time, not from the wall's.
        assert body["until"] == "2026-11-20T18:40:00.000Z"
    card = page.locator("[data-warning=W-1]")
    expect(card).to_be_focused()
    expect(card.locator(".warning-state")).to_contain_text(f"{verb}", ignore_case=True)


def test_another_reason_must_be_written_down(double, open_page):
    server = double()
    page = open_page(f"{server.address}/watch/situation")
    ready(page, "situation")
    for key in ("j", "x", "6", "Enter"):
        page.keyboard.press(key)
    expect(page.locator("dialog .fault")).to_have_text("Say which reason.")
    assert posts(server) == []
    page.get_by_label(re.compile("^Note")).fill("exercise of the fire brigade")
    page.get_by_role("button", name="Dismiss", exact=True).click()
    expect(page.locator("dialog[open]")).to_have_count(0)
    assert posts(server)[0][1]["note"] == "exercise of the fire brigade"


def test_a_key_without_a_chosen_card_only_chooses(double, open_page):
    server = double()
    page = open_page(f"{server.address}/watch/situation")
    ready(page, "situation")
    page.keyboard.press("c")
    expect(page.locator("[data-warning=W-1]")).to_be_focused()
    assert posts(server) == []


def test_two_keys_for_a_screen_do_not_decide_on_a_warning(double, open_page):
    server = double()
    page = open_page(f"{server.address}/watch/situation")
    ready(page, "situation")
    for key in ("j", "g", "s"):
        page.keyboard.press(key)
    expect(page.locator("dialog[open]")).to_have_count(0)
    assert posts(server) == []


def test_without_single_keys_the_buttons_still_do(double, open_page):
    server = double()
    page = open_page(f"{server.address}/watch/situation")
    ready(page, "situation")
    page.keyboard.press("?")
    page.get_by_label("Single-key shortcuts").uncheck()
    page.keyboard.press("Escape")
    for key in ("j", "c"):
        page.keyboard.press(key)
    assert posts(server) == []
    page.locator("[data-warning=W-1]").get_by_role("button", name="Confirm").click()
    expect(page.locator("[data-warning=W-1] .warning-state")).to_contain_text("Confirmed")


@pytest.mark.parametrize("way,steps", [
    ("situation", ["j", "c"]),
    ("allocation", ["s", "o", "k", "Enter", "Enter"]),
    ("operations", ["j", "t", "Enter"]),
])
def test_the_second_officer_sees_the_first(double, open_page, way, steps):
    page = open_page(f"{double('conflict').address}/watch/{way}")
    ready(page, way)
    for key in steps:
        page.keyboard.press(key)
        expect(page.locator("html[data-waiting]")).to_have_count(0)
    failure = page.locator(".failure").first
    expect(failure).to_contain_text("Somebody else was first")
    expect(failure).to_contain_text("anna (not verified) confirmed it at 06:38")
    expect(failure).to_contain_text("South depot: 40 masks fewer")


def test_a_stale_plan_cannot_be_signed(double, open_page):
    server = double("partial")
    page = open_page(f"{server.address}/watch/allocation")
    ready(page, "allocation")
    expect(page.locator(".failure")).to_contain_text("3 more patients in intensive care")
    expect(page.get_by_role("button", name="Sign", exact=True)).to_be_disabled()
    page.locator(".failure").get_by_role("button", name="Propose anew").click()
    expect(page.locator("#moves-title")).to_contain_text("P-2")
    expect(page.locator(".failure")).to_have_count(0)
    expect(page.get_by_role("button", name="Sign", exact=True)).to_be_enabled()


def test_no_plan_is_signed_without_a_reason(double, open_page):
    server = double()
    page = open_page(f"{server.address}/watch/allocation")
    ready(page, "allocation")
    page.get_by_role("button", name="Sign", exact=True).click()
    expect(page.locator("#reason-fault")).to_have_text("Give a reason first.")
    expect(page.locator("[data-reason]")).to_be_focused()
    assert posts(server) == []


@pytest.mark.parametrize("written", ["-1", "31", "many", ""])
def test_a_quantity_that_cannot_be_is_not_sent(double, open_page, written):
    server = double()
    page = open_page(f"{server.address}/watch/allocation")
    ready(page, "allocation")
    field = page.get_by_label("Quantity: Ventilators to North General")
    field.fill(written)
    field.press("Enter")
    expect(page.locator(".moves .fault")).to_have_text("A number from 0 to 30")
    assert posts(server) == []
    field.press("Escape")
    expect(field).to_have_value("24")


def test_beds_are_entered_by_keyboard_alone(double, open_page):
    server = double()
    page = open_page(f"{server.address}/watch/beds")
    ready(page, "beds")
    page.get_by_label("Occupied, Intensive care").focus()
    keys = Keys(page)
    for beds in ("20", "27", "22", "5"):
        keys.write(beds)
        keys.press("Enter")
    expect(page.get_by_label("Closed, Intensive care")).to_be_focused()
    expect(page.locator("table.entry")).to_contain_text("+1")
    expect(page.locator(".beds-foot [role=status]")).to_have_text("4 units changed")
    keys.press("Control+Enter")
    expect(page.locator(".toast")).to_have_text("4 units saved.")
    parts, body = posts(server)[0]
    assert parts == ["capacity", "beds"] and body["seen"] == 1842
    assert [row["occupied"] for row in body["reports"]] == [20, 27, 22, 5]
    assert "confirm" not in body and "closed" not in body["reports"][0]
    expect(page.locator("table.entry")).to_contain_text("last 20")
    assert keys.count <= 20


def test_more_patients_than_beds_is_confirmed_first(double, open_page):
    server = double()
    page = open_page(f"{server.address}/watch/beds?hospital=averlyn-h03")
    ready(page, "beds")
    page.get_by_label("Occupied, Ward A").fill("33")
    expect(page.locator("td.over")).to_have_text("2 over")
    page.keyboard.press("Control+Enter")
    dialog = page.locator("dialog[open]")
    expect(dialog).to_contain_text("More patients than open beds")
    assert posts(server) == []
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(page.get_by_label("Occupied, Ward A")).to_have_value("33")
    page.keyboard.press("Control+Enter")
    page.get_by_role("button", name="It is so: save").click()
    expect(page.locator(".toast")).to_have_text("1 unit saved.")
    assert posts(server)[0][1]["confirm"] is True


@pytest.mark.parametrize("written", ["-1", "2.5", "x", "999999"])
def test_a_bed_count_that_cannot_be_is_not_sent(double, open_page, written):
    server = double()
    page = open_page(f"{server.address}/watch/beds")
    ready(page, "beds")
    field = page.get_by_label("Occupied, Ward A")
    field.fill(written)
    expect(page.locator(".entry .fault")).to_have_text("Whole number from 0")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("button", name="Save all")).to_be_disabled()
    assert posts(server) == []


def test_beds_entered_meanwhile_by_somebody_else_are_told_and_nothing_is_lost(double, open_page):
    page = open_page(f"{double('conflict').address}/watch/beds")
    ready(page, "beds")
    page.get_by_label("Occupied, Ward A").fill("30")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".failure")).to_contain_text("anna (not verified)")
    page.get_by_role("button", name="Show how it stands now").click()
    expect(page.get_by_label("Occupied, Ward A")).to_have_value("30")


def test_a_receipt_needs_a_quantity(double, open_page):
    server = double()
    page = open_page(f"{server.address}/watch/operations")
    ready(page, "operations")
    for key in ("j", "t"):
        page.keyboard.press(key)
    page.get_by_label(re.compile("^Quantity received")).fill("0")
    page.keyboard.press("Enter")
    expect(page.locator("dialog .fault")).to_have_text("A number above 0")
    assert posts(server) == []


def test_an_order_is_taken_through_its_life(double, open_page):
    server = double()
    server.server.answers.acts.sign(
        server.server.answers.acts.plans[0], {"verb": "sign", "reason": "x", "revision": 1}, 1)
    page = open_page(f"{server.address}/watch/operations?order=O-5")
    ready(page, "operations")
    card = page.locator("[data-order=O-5]")
    card.focus()
    page.keyboard.press("n")
    page.get_by_label("Who carries it out").fill("averlyn-v1")
    page.keyboard.press("Enter")
    for state in ("bound", "sent", "under way"):
        expect(card.locator(".order-due strong")).to_have_text(state)
        expect(card).to_be_focused()
        expect(page.locator("html[data-waiting]")).to_have_count(0)
        if state != "under way":
            page.keyboard.press("n")
    page.keyboard.press("t")
    page.keyboard.press("Enter")
    expect(card.locator(".order-due strong")).to_have_text("executed")
    verbs = [body["verb"] for _, body in posts(server)]
    assert verbs == ["bind", "send", "start", "receive"]


def test_a_feed_is_paused_and_goes_on(double, open_page):
    server = double()
    page = open_page(f"{server.address}/watch/data?feed=calls")
    ready(page, "data")
    page.keyboard.press("p")
    expect(page.locator(".matrix .chosen")).to_contain_text("Paused")
    page.get_by_role("button", name="Go on").click()
    expect(page.locator(".matrix .chosen")).to_contain_text("Late")
    assert [body for _, body in posts(server)] == [{"paused": True}, {"paused": False}]


def test_rows_set_aside_are_shown_as_they_were_written(serve, open_page):
    page = open_page(f"{serve().address}/watch/data?feed=beds")
    ready(page, "data")
    page.get_by_role("button", name="beds-2026-11-19.csv").click()
    table = page.locator("section[aria-labelledby=quarantine-rows-title]")
    expect(table).to_contain_text("occupied must be a whole number from 0; found -2")
    expect(table).to_contain_text("averlyn-h01,2026-11-19,-2")


def test_the_heat_table_is_walked_by_arrow_keys(serve, open_page):
    page = open_page(f"{serve().address}/watch/demand?site=region&resource=icu-beds")
    ready(page, "demand")
    page.locator(".heat-cell[aria-pressed=true]").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    assert query(page) == {"site": "averlyn-h01", "resource": "ventilator"}
    expect(page.locator("#need-title")).to_have_text("Ventilators, North General")


def test_the_note_is_signed_and_copied(double, open_page):
    server = double()
    page = open_page(f"{server.address}/watch/handover",
                     permissions=["clipboard-read", "clipboard-write"])
    ready(page, "handover")
    page.keyboard.press("c")
    expect(page.locator(".toast")).to_have_text("The note is copied.")
    assert page.evaluate("navigator.clipboard.readText()").startswith("HAND-OVER")
    page.keyboard.press("s")
    page.keyboard.type("watch the masks")
    page.get_by_label("Also send it by mail").check()
    page.get_by_role("button", name="Hand over").click()
    expect(page.locator("aside")).to_contain_text("watch the masks")
    assert posts(server)[0][1] == {"hours": 12, "note": "watch the masks", "mail": True}


def test_nothing_can_be_decided_in_a_replay(serve, open_page):
    gone = {"situation": "Confirm", "allocation": "Sign", "operations": "Receipt…"}
    for way, word in gone.items():
        page = open_page(f"{serve().address}/watch/{way}?asof=v1800")
        ready(page, way)
        expect(page.get_by_role("button", name=word, exact=True)).to_have_count(0)


def test_a_new_warning_waits_for_the_reader(double, open_page):
    server = double()
    page = open_page(f"{server.address}/watch/situation")
    ready(page, "situation")
    expect(page.locator("[data-status=live]")).to_be_visible()
    acts = server.server.answers.acts
    acts.warnings.insert(0, {**acts.warnings[0], "id": "W-9", "headline": "Something new"})
    page.locator("[data-warning=W-2]").focus()
    before = page.locator("[data-warning=W-2]").bounding_box()["y"]
    server.grow()
    expect(page.get_by_role("button", name="Show new data")).to_be_visible()
    expect(page.locator("[data-fresh='1']")).to_have_text("1 new")
    expect(page.locator("[data-live=assertive]")).to_contain_text("Something new")
    expect(page.locator("[data-warning=W-9]")).to_have_count(0)
    assert page.locator("[data-warning=W-2]").bounding_box()["y"] == before
    page.keyboard.press("r")
    expect(page.locator("[data-warning=W-9]")).to_be_visible()


@pytest.mark.parametrize("way", [
    "situation", "demand", "allocation", "operations", "data", "handover", "beds",
])
def test_what_comes_does_not_shift_the_page(serve, open_page, way):
    page = open_page("about:blank")
    page.add_init_script("""
      window.shift = 0;
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shift += entry.value;
      }).observe({ type: 'layout-shift', buffered: true });
    """)
    page.goto(f"{serve().address}/watch/{way}")
    ready(page, way)
    assert page.evaluate("window.shift") <= 0.02
