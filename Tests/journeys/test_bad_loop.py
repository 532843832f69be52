"""What goes wrong around a running loop: broken configurations, figures that changed under a plan,
two officers at once, receipts twice, kills and full disks. One clear message each, and nothing lost."""

import concurrent.futures
import json
import os
import shutil
import subprocess
import time
import urllib.error

import pytest

from feed_servers import wait_until
from test_feeds import get, post, served
from test_your_county import READY

FEED = '{name: "beds", reports: "beds", watch: "in/*.csv"}'
CIRCLE = "id,name,level,parent,population\na,A,district,b,1\nb,B,district,a,1\n"


@pytest.mark.parametrize(
    "text, said",
    [
        (b"{ fedes: [] }", "config.json5:1:3: fedes: there is no such key; did you mean 'feeds'?"),
        (b'{ places: "circle.csv" }', "'a' is part of 'b' is part of 'a'"),
        (f"{{ feeds: [{FEED},\n{FEED}] }}".encode(), "config.json5:2:8: feeds[1].name: a feed 'beds'"),
        (b'{ name: "K\xf6ln" }', "config.json5:1:1: the text is not UTF-8"),
        (b"{a:" * 100_000, "nested deeper than 64 levels"),
        (b" " * 3_000_000, "it is larger than 1048576 bytes"),
        # A megabyte on one line, with very many faults.
        (b"{" + b",".join(b"k%d:1" % n for n in range(80_000)) + b"}", "79900 more"),
        (
            b"{ places: ["
            + b",".join(
                b'{id:"p%d",name:"P",level:"ward",parent:"p%d"}' % (n, (n + 1) % 17_000)
                for n in range(17_000)
            )
            + b"] }",
            "places go in a circle: 'p0' is part of 'p1'",
        ),
    ],
    ids=["unknown-key", "circle", "two-feeds", "latin-1", "deep", "huge", "many", "long-circle"],
)
def test_a_configuration_that_is_wrong(salus, text, said):
    (salus.folder / "circle.csv").write_text(CIRCLE)
    (salus.folder / "config.json5").write_bytes(text)
    process = salus.start("config", "check", "config.json5", data=False)
    output, error = process.communicate(timeout=60)
    assert process.returncode in (1, 2) and said in output + error
    assert len((output + error).splitlines()) <= 103 and len(output) < 40_000
    # Nor does the server start on it, and it says the same.
    process = salus.start("up", "--config", "config.json5", "--no-example", "--port", "0")
    output, error = process.communicate(timeout=60)
    assert process.returncode in (1, 2) and said in error and "token=" not in output
    assert "Fatal error" not in error


# Around a plan


class County:
    """The ready county with a report of each sort, served or not."""

    def __init__(self, salus):
        self.salus = salus
        self.folder = salus.folder / "county"
        shutil.copytree(READY, self.folder)
        subprocess.run(["sh", "cases.sh"], cwd=self.folder, check=True)
        (self.folder / "inbox" / "cases").mkdir(parents=True)
        salus.data = self.folder / "bank"

    def served(self):
        return served(self.salus, "--config", self.folder / "config.json5")

    def fill(self, server):
        """Brings all tables and waits for a plan that rests on all of them."""
        report = self.folder / "inbox" / "cases" / "today"
        shutil.copy(self.folder / "cases.csv", report)
        report.rename(report.with_suffix(".csv"))
        for table in ("beds", "items", "travel", "stock"):
            self.salus.run("import", table, self.folder / f"{table}.csv")
        return wait_until(lambda: self.plan(server))

    @staticmethod
    def plan(server):
        """The waiting plan, once the loop has come to rest."""
        jobs = get(server, "/api/v1/jobs")["jobs"]
        if any(job["state"] in ("running", "waiting") for job in jobs):
            return None
        plan = get(server, "/api/v1/plans/latest")["plan"]
        return plan if plan and plan["state"] in ("proposed", "amended") else None


@pytest.fixture
def county(salus):
    return County(salus)


def refusal(server, path, body):
    """Status and problem document of a POST that is refused."""
    with pytest.raises(urllib.error.HTTPError) as caught:
        post(server, path, body)
    return caught.value.code, json.load(caught.value)


def sign(plan, reason="needed"):
    return {"verb": "sign", "reason": reason, "revision": plan["revision"]}


def test_a_plan_is_not_signed_on_figures_that_changed(county, salus):
    with county.served() as server:
        plan = county.fill(server)
        salus.run("stock", "count", "store", "ventilator", "=1")
        path = f"/api/v1/plans/{plan['id']}/decision"
        code, problem = refusal(server, path, sign(plan))
        # Either the figures are named, or the loop was faster and put a new plan in its place.
        assert code in (409, 412) and plan["id"] in json.dumps(problem)
        if code == 412:
            assert "County Store" in problem["detail"] and "6 then, 1 now" in problem["detail"]
        assert get(server, "/api/v1/orders")["orders"] == []
    # With nobody to put a new one in its place.
    salus.run("stock", "count", "store", "ventilator", "=2")
    waiting = salus.json("plan")["plan"]["id"]
    _, error = salus.run("plan", "sign", waiting, "--reason", "needed", code=5)
    assert "County Store" in error and "2 now" in error


def test_of_officers_at_once_one_signs_and_the_others_see_it(county):
    with county.served() as server:
        plan = county.fill(server)
        path = f"/api/v1/plans/{plan['id']}/decision"

        def decide(officer):
            try:
                return 200, post(server, path, sign(plan, f"officer {officer}"))
            except urllib.error.HTTPError as error:
                return error.code, json.load(error)

        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            answers = list(pool.map(decide, range(4)))
        codes = sorted(code for code, _ in answers)
        assert codes[0] == 200 and set(codes[1:]) <= {409, 412}, answers
        assert all("signed" in problem["detail"] for code, problem in answers if code != 200)
        orders = get(server, "/api/v1/orders")["orders"]
        assert len(orders) == len(plan["moves"])
        # A receipt twice counts once.
        order = orders[0]
        event = {
            "verb": "receive", "quantity": order["quantity"], "receipt": "R-1",
            "revision": order["revision"],
        }
        first = post(server, f"/api/v1/orders/{order['id']}/event", event)
        head = get(server, "/healthz")["sequence"]
        again = post(server, f"/api/v1/orders/{order['id']}/event", event)
        assert first["order"]["received"] == again["order"]["received"] == order["quantity"]
        assert get(server, "/healthz")["sequence"] == head


def test_stock_and_beds_that_cannot_be(county, salus):
    with county.served() as server:
        county.fill(server)
        lots = [{"lot": "", "quantity": -3}]
        code, problem = refusal(
            server, "/api/v1/stock/count", {"facility": "store", "item": "mask", "lots": lots}
        )
        assert code == 400 and "0 or more is accepted" in problem["detail"]
        move = {"item": "mask", "quantity": 1e6, "from": "store", "to": "mercy"}
        assert refusal(server, "/api/v1/stock/move", move)[0] == 422
        beds = {"reports": [{"unit": "mercy-icu", "occupied": 30}]}
        code, problem = refusal(server, "/api/v1/capacity/beds", beds)
        assert code == 422 and "10 open beds" in problem["detail"]
        # A feed is believed, and the page says that it cannot be.
        (county.folder / "full.csv").write_text("unit,beds,occupied\nmercy-icu,10,12\n")
        salus.run("import", "beds", county.folder / "full.csv")
        found = get(server, "/api/v1/capacity")["discrepancies"]
        assert any(entry["link"] == "/watch/beds?hospital=mercy" for entry in found), found
        (county.folder / "owed.csv").write_text("facility,item,quantity\nstore,mask,-5\n")
        assert salus.json("import", "stock", county.folder / "owed.csv", code=6)["quarantined"] == 1


# Kills, and disks that are full


def test_a_server_killed_while_plans_are_signed(county, salus):
    with county.served() as server:
        plan = county.fill(server)
        path = f"/api/v1/plans/{plan['id']}/decision"
        with concurrent.futures.ThreadPoolExecutor(1) as pool:
            answer = pool.submit(post, server, path, sign(plan))
            time.sleep(0.01)
            server.kill()
            try:
                heard = answer.result(timeout=30)["plan"]["state"]
            except OSError:
                heard = None
            except ValueError:
                heard = None
    assert salus.json("journal", "verify")["sound"] is True
    orders = salus.json("order", "list")["orders"]
    state = salus.json("plan", plan["id"])["plan"]["state"]
    # All of it or none: what was answered stands, and no plan is signed by half.
    assert len(orders) == (len(plan["moves"]) if state == "signed" else 0)
    assert heard in (None, state)


def test_an_example_killed_on_its_days_goes_on(salus):
    def killed_after(seconds, *words):
        process = salus.start("example", *words)
        time.sleep(seconds)
        process.kill()
        process.communicate(timeout=30)
        if (salus.data / "journal.sqlite").exists():
            assert salus.json("journal", "verify")["sound"] is True

    killed_after(1.0, "--day", "3")
    salus.run("example", "--day", "3")
    killed_after(0.7, "--day", "5", "--loop")
    # Two at once: what one has written, the other finds done or waits for.
    both = [salus.start("example", "--day", "5") for _ in range(2)]
    for process in both:
        _, error = process.communicate(timeout=120)
        assert process.returncode == 0, error
    assert salus.json("journal", "verify")["sound"] is True
    assert salus.json("capacity")["discrepancies"] == []


@pytest.fixture
def small_disk(tmp_path):
    """A disk of a few megabytes, for those who may mount one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True).returncode != 0:
        pytest.skip("needs a user who may mount a small disk")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_is_said_and_loses_nothing(salus, small_disk):
    salus.data = small_disk / "bank"
    for name in ("facilities", "units", "beds"):
        shutil.copy(READY / f"{name}.csv", salus.folder)
    salus.run("import", "locations", READY / "places.csv")
    for name in ("facilities", "units", "beds"):
        salus.run("import", name, f"{name}.csv")
    events = salus.json("journal", "verify")["events"]
    filler = small_disk / "filler"
    with open(filler, "wb", buffering=0) as file:
        with pytest.raises(OSError):
            while True:
                file.write(bytes(4096))
    failed = 0
    for occupied in range(40):
        process = salus.start("capacity", "beds", "general-icu", "--occupied", str(occupied % 14))
        _, error = process.communicate(timeout=60)
        if process.returncode != 0:
            failed += 1
            assert process.returncode == 1 and error.startswith("salus: "), error
            assert len(error.splitlines()) <= 2 and "no space is left" in error, error
            break
        events += 1
    assert failed == 1
    # Room again: everything that was said to be kept is there, and writing goes on.
    filler.unlink()
    assert salus.json("journal", "verify")["sound"] is True
    salus.run("capacity", "beds", "general-icu", "--occupied", "11")
    assert salus.json("journal", "verify")["events"] >= events + 1
