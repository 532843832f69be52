"""Imports: counts, repeats, interruption, quarantine, undo."""

import random
import signal
import subprocess
import time

from conftest import write_locations, write_vintages

COUNTS = ("read", "accepted", "duplicate", "corrected", "quarantined")


def vintages(salus, **options):
    places = write_locations(salus.folder / "locations.csv", states=options.pop("states", 6))
    rows = write_vintages(salus.folder / "vintages.csv", places, **options)
    words = (
        "import",
        "hub-vintages",
        "vintages.csv",
        "--locations",
        "locations.csv",
        "--signal",
        "flu-admissions",
    )
    return words, rows


def test_the_same_file_twice_changes_nothing(salus):
    words, rows = vintages(salus)
    first = salus.json(*words)
    assert first["read"] == rows and first["accepted"] == rows
    again = salus.json(*words)
    assert {name: again[name] for name in COUNTS} == {
        "read": rows,
        "accepted": 0,
        "duplicate": rows,
        "corrected": 0,
        "quarantined": 0,
    }


def test_an_import_that_is_killed_over_and_over_completes(salus):
    words, rows = vintages(salus, states=8, weeks=1500, references=400)
    source = random.Random(5)
    # How long the whole takes is measured on a directory of its own, to aim the kills inside it.
    started = time.monotonic()
    whole = salus.start(*words, data=False)
    whole.communicate()
    length = time.monotonic() - started
    kills = completed = seen = 0
    while kills < 50:
        process = salus.start(*words, "--json")
        try:
            process.wait(timeout=source.uniform(0.01, max(0.05, length * 0.9)))
            finished = True
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            kills += 1
            finished = False
        process.communicate()
        if (salus.data / "journal.sqlite").exists():
            verified = salus.json("journal", "verify")
            assert verified["sound"] is True
            # What was acknowledged stays: the journal never shrinks.
            assert verified["observations"] >= seen
            seen = verified["observations"]
        if finished:
            # Nothing is left to interrupt here; the next kills go to a new directory.
            assert process.returncode == 0 and seen == rows
            completed += 1
            assert completed < 200, f"only {kills} runs could be killed"
            salus.data = salus.folder / f"data-{completed}"
            seen = 0
    salus.run(*words)
    verified = salus.json("journal", "verify")
    assert verified["observations"] == rows
    again = salus.json(*words)
    assert again["accepted"] == 0 and again["duplicate"] == rows


def test_bad_rows_go_to_quarantine_and_never_stop_the_rest(salus):
    write_locations(salus.folder / "locations.csv")
    (salus.folder / "bad.csv").write_text(
        "reference_date,location,date,value\n"
        "2024-01-06,01,2023-12-30,12\n"
        "2024-01-06,99,2023-12-30,12\n"
        "2024-01-06,01,2023-02-30,12\n"
        "2024-01-06,02,2023-12-30,-4\n"
        "2024-01-06,04,2023-12-30,1.5\n"
        "2024-01-06,05,2023-12-29,3\n"
        "2024-01-06,06,2023-12-30\n"
        "2024-01-06,06,2023-12-30,7\n"
    )
    report = salus.json(
        "import", "hub-vintages", "bad.csv", "--locations", "locations.csv", "--signal", "flu"
    )
    assert report["read"] == 8
    assert report["accepted"] == 2
    assert report["quarantined"] == 6
    imports = salus.json("import", "list")
    rows = salus.run("import", "quarantine", imports[0]["import"])[0].splitlines()
    assert rows[0] == "file,line,column,reason,row"
    assert [row.split(",")[1] for row in rows[1:]] == ["3", "4", "5", "6", "7", "8"]


def test_an_import_can_be_undone_and_done_again(salus):
    words, rows = vintages(salus)
    salus.run(*words)
    name = salus.json("import", "list")[0]["import"]
    salus.run("import", "undo", name)
    assert salus.json("import", "list")[0]["state"] == "undone"
    salus.run("forecast", "--signal", "flu-admissions", code=3)
    assert salus.json(*words)["accepted"] == rows
    salus.run("journal", "verify")


def test_two_imports_at_once_both_arrive(salus):
    words, rows = vintages(salus, states=3)
    places = write_locations(salus.folder / "locations.csv", states=3)
    others = write_vintages(salus.folder / "others.csv", places, seed=9)
    first = salus.start(*words)
    second = salus.start(
        "import",
        "hub-vintages",
        "others.csv",
        "--locations",
        "locations.csv",
        "--signal",
        "covid-admissions",
    )
    for process in (first, second):
        _, error = process.communicate(timeout=120)
        assert process.returncode == 0, error
    assert salus.json("journal", "verify")["observations"] == rows + others


def test_a_dry_run_needs_no_journal_and_writes_nothing(salus):
    words, rows = vintages(salus)
    before = sorted(path.name for path in salus.folder.iterdir())
    assert salus.json(*words, "--dry-run")["accepted"] == rows
    assert sorted(path.name for path in salus.folder.iterdir()) == before
    salus.data.mkdir()
    assert salus.json(*words, "--dry-run")["accepted"] == rows
    assert list(salus.data.iterdir()) == []
    salus.run(*words)
    again = salus.json(*words, "--dry-run")
    assert again["accepted"] == 0 and again["duplicate"] == rows


def test_two_imports_at_once_wait_for_each_other(salus):
    words, rows = vintages(salus, states=8, weeks=600, references=100)
    both = [salus.start(*words, "--json") for _ in range(2)]
    for process in both:
        _, error = process.communicate(timeout=60)
        assert process.returncode == 0, error
    assert salus.json("journal", "verify")["observations"] == rows
