"""Whole journeys through the command line, on the program that people install."""

import json
import os
import pathlib
import random
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
# Another build can be named, for instance that of .build/debug.
PROGRAM = pathlib.Path(os.environ.get("SALUS_BINARY", ROOT / ".build" / "release" / "salus")).resolve()
SHARED = pathlib.Path(os.environ.get("SALUS_SHARED_DATA", ROOT.parent / "shared" / "data"))


def shared(name):
    """A file of the shared test data, or a skip that names it."""
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"needs ../shared/data/{name}")
    return path


class Salus:
    """Runs the program with a data directory of its own."""

    def __init__(self, folder):
        self.folder = folder
        self.data = folder / "data"

    def start(self, *words, data=True, **options):
        command = [str(PROGRAM), *map(str, words)]
        if data:
            command += ["--data", str(self.data)]
        environment = {**os.environ, "XDG_DATA_HOME": str(self.folder / "home")}
        return subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=self.folder,
            env=environment,
            **options,
        )

    def run(self, *words, code=0, data=True):
        process = self.start(*words, data=data)
        output, error = process.communicate(timeout=600)
        assert process.returncode == code, (
            f"salus {' '.join(map(str, words))}: exit {process.returncode}\n{output}\n{error}"
        )
        return output, error

    def json(self, *words, **options):
        return json.loads(self.run(*words, "--json", **options)[0])


@pytest.fixture
def salus(tmp_path):
    assert PROGRAM.exists(), "build it first: swift build -c release --product salus"
    return Salus(tmp_path)


def write_locations(path, states=6):
    """A table of places like the hubs', with a nation on top."""
    rows = ["abbreviation,location,location_name,population", "US,US,US,60000000"]
    names = [
        ("AL", "01", "Alabama"),
        ("AK", "02", "Alaska"),
        ("AZ", "04", "Arizona"),
        ("AR", "05", "Arkansas"),
        ("CA", "06", "California"),
        ("CO", "08", "Colorado"),
        ("CT", "09", "Connecticut"),
        ("DE", "10", "Delaware"),
    ]
    for number, (postal, code, name) in enumerate(names[:states]):
        rows.append(f"{postal},{code},{name},{1_000_000 * (number + 1)}")
    path.write_text("\n".join(rows) + "\n")
    return [code for _, code, _ in names[:states]]


def write_vintages(path, places, weeks=120, references=8, seed=1, until=None):
    """Delta-encoded vintages of seasonal counts: the first vintage holds the history, each later
    one a new week and small revisions of the two before. `until` leaves out later vintages."""
    import datetime
    import math

    source = random.Random(seed)
    first = datetime.date(2022, 1, 8)
    counts = {}
    rows = ["reference_date,location,date,value"]
    for reference in range(references):
        newest = weeks - references + reference
        saturday = first + datetime.timedelta(weeks=newest + 1)
        lines = []
        for place in places:
            for week in range(newest + 1):
                date = first + datetime.timedelta(weeks=week)
                if (place, week) not in counts:
                    season = math.cos(2 * math.pi * (week - 2) / 52)
                    mean = math.exp(3 + 1.5 * season) * (1 + int(place) / 10)
                    counts[place, week] = int(source.gauss(mean, math.sqrt(mean) * 1.3) + 0.5)
                    counts[place, week] = max(0, counts[place, week])
                elif week >= newest - 2 and source.random() < 0.5:
                    counts[place, week] += source.randrange(1, 4)
                else:
                    continue
                lines.append(f"{saturday},{place},{date},{counts[place, week]}")
        if until is None or reference < until:
            rows += lines
    path.write_text("\n".join(rows) + "\n")
    return len(rows) - 1
