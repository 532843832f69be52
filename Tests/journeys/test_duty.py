"""Warnings, decisions and the hand-over note by the command line, on the example region."""

import pytest


@pytest.fixture(scope="module")
def region(tmp_path_factory):
    """The example region at its first page, with the newest evidence judged."""
    from conftest import Salus

    salus = Salus(tmp_path_factory.mktemp("duty"))
    salus.run("example", "--day", "118")
    salus.run("warning", "review")
    return salus


def warnings(salus, state="open"):
    return salus.json("warning", "list", "--state", state)["warnings"]


def test_signals_of_one_outbreak_are_one_warning(region):
    found = [entry for entry in warnings(region, "all") if entry["what"] == "detection"]
    assert len(found) == 1
    assert found[0]["where"]["name"] == "Greater Averlyn"
    assert found[0]["signals"] >= 4
    # Laboratory reports alone make no grade II.
    if found[0]["sourceClasses"] == ["laboratory"]:
        assert found[0]["grade"] >= 3
    assert region.json("warning", "review")["changed"] == []


def test_a_decision_on_what_has_changed_is_refused(region):
    first = next(entry for entry in warnings(region) if entry["state"] == "waiting")
    region.run("warning", "confirm", first["id"], "--revision", first["revision"])
    _, error = region.run(
        "warning", "dismiss", first["id"], "--reason", "data-error",
        "--revision", first["revision"], code=5,
    )
    assert "confirmed " + first["id"] in error
    # Confirmed is confirmed: watching it is not possible any more, dismissing is.
    _, error = region.run("warning", "watch", first["id"], code=1)
    assert "Possible: dismiss." in error
    output, _ = region.run("warning", "show", first["id"])
    assert "confirm" in output


def test_the_note_tells_it_in_eighty_columns(region):
    text, _ = region.run("handover")
    assert "WHAT WAS DECIDED" in text
    assert "confirmed W-" in text
    assert all(len(line) <= 80 for line in text.splitlines())
    region.run("handover", "--note", "quiet night")
    assert region.json("handover", "--hours", "1")["written"][-1]["note"] == "quiet night"
    _, error = region.run("handover", "--mail", code=2)
    assert "nobody is named to get mail" in error


@pytest.mark.parametrize(
    "words, code, said",
    [
        (["warning", "confirm", "W-999"], 3, "there is no warning 'W-999'"),
        (["warning", "dismiss", "W-1"], 2, "--reason"),
        (["warning", "dismiss", "W-1", "--reason", "boredom"], 2, "is not accepted"),
        (["warning", "shelve", "W-1", "--until", "soon"], 2, "a date as YYYY-MM-DD"),
        (["order", "start", "O-999"], 3, "there is no order 'O-999'"),
        (["order", "receive", "O-1", "--quantity", "-4"], 2, "is not accepted"),
        (["order", "import", "none.csv"], 3, "none.csv"),
        (["handover", "--hours", "0"], 2, "is not accepted"),
    ],
)
def test_wrong_words_are_named(region, words, code, said):
    _, error = region.run(*words, code=code)
    assert said in error


def test_a_wrong_table_of_receipts_says_its_lines(region):
    path = region.folder / "receipts.csv"
    path.write_text("order,receipt,quantity\nO-999,r1,4\n,r2,4\n")
    _, error = region.run("order", "import", path, code=6)
    assert "line 2: there is no order 'O-999'" in error
    assert "line 3: the order is missing" in error
