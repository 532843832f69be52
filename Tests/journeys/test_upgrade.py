"""Journals of every released version still open, verify and take new events."""

import gzip
import pathlib
import shutil

import pytest

JOURNALS = sorted((pathlib.Path(__file__).parent / "journals").glob("*.salus.gz"))


@pytest.mark.parametrize("kept", JOURNALS, ids=lambda path: path.name)
def test_an_older_journal_is_read_and_written(salus, tmp_path, kept):
    backup = tmp_path / "kept.salus"
    with gzip.open(kept) as packed, backup.open("wb") as out:
        shutil.copyfileobj(packed, out)
    salus.run("journal", "restore", backup)
    found = salus.json("journal", "verify")
    assert found["sound"] and found["events"] == 10 and found["observations"] == 188
    series = salus.json("signals", "--series")
    assert [row["id"] for row in series] == ["admissions"]

    # What the older version said is there; saying it again adds nothing, something new does.
    salus.run("detect", "--signal", "admissions")
    after = salus.json("journal", "verify")
    assert after["sound"]
    more = tmp_path / "more.csv"
    more.write_text("reference_date,location,date,value\n2023-04-01,01,2023-03-25,77\n")
    salus.run("import", "hub-vintages", more, "--signal", "admissions")
    grown = salus.json("journal", "verify")
    assert grown["sound"] and grown["observations"] == 189
