"""Verbs beside a running server: reading ones read, writing ones hand over their work."""

import contextlib
import signal
import time

from conftest import write_locations, write_vintages

IMPORT = (
    "import",
    "hub-vintages",
    "vintages.csv",
    "--locations",
    "locations.csv",
    "--signal",
    "flu-admissions",
)


@contextlib.contextmanager
def served(salus):
    process = salus.start("up", "--no-example", "--port", "0")
    try:
        for line in process.stdout:
            if "token=" in line:
                break
        else:
            raise AssertionError(process.stderr.read())
        while not (salus.data / "control.sock").exists():
            time.sleep(0.01)
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)


def test_verbs_hand_their_work_to_the_server(salus):
    places = write_locations(salus.folder / "locations.csv")
    rows = write_vintages(salus.folder / "vintages.csv", places)
    with served(salus):
        assert salus.json(*IMPORT)["accepted"] == rows
        assert salus.json(*IMPORT)["accepted"] == 0
        found = salus.json("detect", "--signal", "flu-admissions")
        # Six states and the nation above them.
        assert found["series"] == 7
        salus.run("detect", "--signal", "flu-admissions", "--out", "alarms.csv")
        header = (salus.folder / "alarms.csv").read_text().splitlines()[0]
        assert header == "place,since,date,observed,expected,bound,score"
        salus.run("forecast", "--signal", "flu-admissions", "--out", "forecast.csv")
        assert (salus.folder / "forecast.csv").exists()
        salus.run("journal", "backup", "copy.salus")
        assert salus.json("journal", "verify")["sound"] is True
        _, error = salus.run("journal", "restore", "copy.salus", "--yes", code=1)
        assert "served by another process" in error
        first = salus.json("import", "list")[0]
        salus.run("import", "undo", first["import"])
        _, error = salus.run("detect", "--signal", "flu-admissions", code=3)
        assert "nothing of 'flu-admissions' was known" in error
        # A table of counts needs no journal and no server.
        (salus.folder / "counts.csv").write_text("a\n" + "3\n" * 20)
        words = ("detect", "--in", "counts.csv", "--method", "ears-c1")
        assert salus.run(*words)[0] == salus.run(*words, data=False)[0]
    restored = salus.folder / "restored"
    salus.run("journal", "restore", "copy.salus", "--data", restored, data=False)
    again = salus.json("import", "list", "--data", restored, data=False)
    assert [one["state"] for one in again] == ["finished"]


def test_a_server_killed_under_an_import_loses_nothing(salus):
    places = write_locations(salus.folder / "locations.csv", states=8)
    rows = write_vintages(salus.folder / "vintages.csv", places, weeks=1500, references=400)
    for pause in (0.05, 0.1, 0.2, 0.3):
        with served(salus) as server:
            process = salus.start(*IMPORT, "--json")
            time.sleep(pause)
            server.kill()
            _, error = process.communicate(timeout=30)
            if process.returncode != 0:
                assert "repeat the command" in error
        verified = salus.run("journal", "verify", "--json")
        assert '"sound":true' in verified[0]
    with served(salus):
        salus.run(*IMPORT)
        # A caller that goes away takes nothing with it: the server ends the work it was given.
        salus.json(*IMPORT)
    assert salus.json("journal", "verify")["observations"] == rows
    assert salus.json(*IMPORT)["accepted"] == 0
