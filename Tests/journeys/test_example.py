"""The example region: from nothing to a loop's configuration, its hospitals and a further day."""

import csv
import json


def test_installs_what_a_loop_needs_and_goes_on(salus):
    salus.run("example", "--day", 3)
    # The configuration that the example brings is accepted as it stands.
    salus.run("config", "check", salus.data / "config.json5", data=False)
    shown = json.loads(salus.run("config", "show")[0])
    names = [feed["name"] for feed in shown["feeds"]]
    assert names == [
        "cases", "fever-calls", "cases-weekly", "admissions", "beds", "staff", "stock", "moves",
        "receipts",
    ]
    # What the twin shows of intensive care is what the hospitals told last.
    with open(salus.data / "example" / "beds" / "2026-01-04.csv") as file:
        told = {row["unit"]: int(row["occupied"]) for row in csv.DictReader(file)}
    assert len(told) > 40
    capacity = salus.json("capacity")
    units = {
        unit["id"]: unit["occupied"]
        for hospital in capacity["hospitals"]
        for unit in hospital["units"]
    }
    assert len(capacity["hospitals"]) == 12 and len(capacity["depots"]) == 3
    assert all(units[unit] == occupied for unit, occupied in told.items())
    assert not capacity["discrepancies"]

    before = salus.json("journal", "verify")
    salus.run("example", "--day", 3)
    assert salus.json("journal", "verify")["events"] >= before["events"]
    salus.run("example", "--day", 4)
    assert (salus.data / "example" / "beds" / "2026-01-05.csv").exists()


def test_equal_seeds_give_equal_tables(salus, tmp_path):
    salus.run("example", "--day", 2, "--seed", 7)
    first = {
        str(path.relative_to(salus.data)): path.read_bytes()
        for path in sorted(salus.data.glob("example/**/*.csv"))
    }
    salus.data = tmp_path / "again"
    salus.run("example", "--day", 1, "--seed", 7)
    salus.run("example", "--day", 2, "--seed", 7)
    second = {
        str(path.relative_to(salus.data)): path.read_bytes()
        for path in sorted(salus.data.glob("example/**/*.csv"))
    }
    assert first == second
