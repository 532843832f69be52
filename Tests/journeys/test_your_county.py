"""The newcomer's path: the page is followed block by block, and its files are those that lie ready
in Examples/your-county. A real server, a watched folder, and what comes of it."""

import os
import re
import subprocess

import pytest

from conftest import PROGRAM, ROOT
from feed_servers import wait_until
from test_feeds import get, post, served

READY = ROOT / "Examples" / "your-county"
BLOCKS = re.findall(r"```sh\n(.*?)```", (ROOT / "docs" / "your-county.md").read_text(), re.S)
START = next(at for at, block in enumerate(BLOCKS) if block.startswith("salus up "))


def paste(block, folder, cwd):
    """Runs what somebody would paste, with the program on the path; stops at the first fault."""
    programs = folder / "programs"
    programs.mkdir(exist_ok=True)
    if not (programs / "salus").exists():
        (programs / "salus").symlink_to(PROGRAM)
    done = subprocess.run(
        ["sh", "-ec", block], cwd=cwd, capture_output=True, text=True, timeout=120,
        env={**os.environ, "PATH": f"{programs}:{os.environ['PATH']}"},
    )
    assert done.returncode == 0, f"{block}\n{done.stdout}{done.stderr}"
    return done.stdout


@pytest.fixture
def county(salus):
    """The folder after all that the page asks for before the start."""
    folder = salus.folder / "county"
    paste("\n".join(BLOCKS[:START]), salus.folder, salus.folder)
    salus.data = folder / "bank"
    return folder


def test_the_files_of_the_page_lie_ready(county):
    after = [block for block in BLOCKS[START:] if "<<'END'" in block]
    written = dict(re.findall(r"cat > (\S+) <<'END'\n(.*?)^END$", "\n".join(after), re.S | re.M))
    for path in county.glob("*.*"):
        if path.name != "cases.csv":
            written[path.name] = path.read_text()
    ready = {path.name: path.read_text() for path in READY.iterdir()}
    assert ready.pop("README.md").count("\n") <= 12
    cases = ready.pop("cases.sh")
    assert cases.endswith(next(block for block in BLOCKS if block.startswith("awk")))
    assert ready == written
    subprocess.run(["sh", READY / "cases.sh"], cwd=county.parent, check=True)
    assert (county.parent / "cases.csv").read_bytes() == (county / "cases.csv").read_bytes()


def test_from_four_tables_to_a_signed_plan(salus, county):
    words = BLOCKS[START].split()
    assert words[:2] == ["salus", "up"]
    with served(salus, "--config", county / words[words.index("--config") + 1]) as server:
        drop, ask, *rest = BLOCKS[START + 1 :]
        places = get(server, "/api/v1/places")["places"]
        assert {"county", "north", "south", "west", "general", "mercy"} <= {
            place["id"] for place in places
        }
        # A report in the watched folder becomes a warning.
        paste(drop, salus.folder, county)
        warning = wait_until(
            lambda: [
                entry
                for entry in get(server, "/api/v1/warnings")["warnings"]
                if entry["what"] == "detection"
            ]
        )[0]
        assert warning["where"]["id"] == "county" and warning["state"] == "waiting"
        assert warning["headline"] == "Reported cases above the usual in Our County"
        wait_until(lambda: (county / "inbox" / "cases" / "archive" / "today.csv").exists())
        feed = get(server, "/api/v1/feeds")["feeds"][0]
        assert (feed["state"], feed["accepted"]) == ("healthy", 210)
        told = paste(ask, salus.folder, county)
        assert "210 accepted" not in told and warning["id"] in told and "healthy" in told
        # Beds, then stock: demand, and a plan.
        for block in rest:
            paste(block, salus.folder, county)
        units = get(server, "/api/v1/capacity")["totals"]
        assert {row["kind"]: row["beds"] for row in units} == {"ward": 210, "icu": 24}
        def cover(demand):
            return [
                cell["cover"]
                for site in demand.get("sites", [])
                for cell in site["cells"]
                if site["id"] == "general" and cell["resource"] == "mask"
            ]

        demand = wait_until(
            lambda: (found := get(server, "/api/v1/demand")) and any(cover(found)) and found
        )

        def newest():
            plan = get(server, "/api/v1/plans/latest")["plan"]
            return plan if plan and plan["demand"] == demand["estimate"]["id"] else None

        plan = wait_until(newest)
        assert plan["state"] == "proposed"
        assert {move["from"]["id"] for move in plan["moves"]} == {"store"}
        assert {move["item"] for move in plan["moves"]} == {"mask", "ventilator"}
        signed = post(
            server, f"/api/v1/plans/{plan['id']}/decision",
            {"verb": "sign", "reason": "masks run short", "revision": plan["revision"]},
        )
        assert signed["plan"]["state"] == "signed"
        assert len(signed["orders"]) == len(plan["moves"])
    assert salus.json("journal", "verify")["sound"] is True
