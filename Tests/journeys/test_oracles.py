"""Detection and the reproduction number against reference computations, through the command line."""

import collections
import csv

import pytest

from conftest import shared

BENCH = ("--preset", "bench")

# Reference algorithm: method and settings file on top of the bench preset.
ALGORITHMS = {
    "EARS_C1": ("ears-c1", None),
    "EARS_C2": ("ears-c2", None),
    "EARS_C3": ("ears-c3-r", None),
    "farrington_b3_w3": ("farrington", "{years: 3}"),
    "farrington_b4_w3": ("farrington", "{years: 4}"),
    "farringtonFlexible_orig_b4": (
        "farrington-flexible",
        "{years: 4, leastYears: 4, periods: 1, excluded: 3, reweightAbove: 1,"
        " bound: 'delta', alpha: 0.1, trendP: 0.05}",
    ),
    "farringtonFlexible_noufaily_b4": (
        "farrington-flexible",
        "{years: 4, leastYears: 4, alpha: 0.01}",
    ),
    "farringtonFlexible_muan_b4": (
        "farrington-flexible",
        "{years: 4, leastYears: 4, alpha: 0.01, bound: 'muan'}",
    ),
}

# Whole simulated series, all with the settings of the preset.
BENCHED = {
    "EARS_C1": "ears-c1",
    "EARS_C2": "ears-c2",
    "EARS_C3": "ears-c3-r",
    "farringtonFlexible": "farrington-flexible",
}


def table(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def compare(wanted, found, method, rounding):
    """Names rows that differ: in the alarm, in whether there is a bound, or in the bound by more
    than 1e-4 relative plus half of the last digit that the reference prints."""
    wrong = []
    for key, (upper, alarm) in wanted.items():
        # Where the reference has no number it has no alarm either.
        upper, alarm = upper.replace("NA", ""), alarm.replace("NA", "") or "0"
        row = found.get(key)
        if row is None:
            wrong.append((key, "missing"))
            continue
        same = row["algorithm"] == method and row["alarm"] == alarm
        if upper == "" or row["upper"] == "":
            # R's original Farrington prints 0 where its rule of few cases says nothing.
            silent = method == "farrington" and upper == "0" and row["upper"] == ""
            same = same and (upper == row["upper"] or silent)
        else:
            difference = abs(float(row["upper"]) - float(upper))
            same = same and difference <= 1e-4 * abs(float(upper)) + rounding
        if not same:
            wrong.append((key, upper, alarm, row))
    assert set(found) == set(wanted), "other rows than those that were asked for"
    assert not wrong, f"{len(wrong)} of {len(wanted)} differ: {wrong[:5]}"


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_alarms_equal_the_reference_series(salus, algorithm):
    wanted = collections.defaultdict(dict)
    for row in table(shared("oracles/surveillance/outputs.csv")):
        if row["algorithm"] == algorithm:
            wanted[row["dataset"]][int(row["t"])] = (row["upperbound"], row["alarm"])
    assert wanted
    method, settings = ALGORITHMS[algorithm]
    options = list(BENCH)
    if settings:
        (salus.folder / "settings.json5").write_text(settings)
        options += ["--settings", "settings.json5"]
    for dataset, rows in wanted.items():
        path = shared(f"oracles/surveillance/series_{dataset}.csv")
        frequency = table(path)[0]["freq"]
        salus.run(
            "detect", "--in", path, "--column", "observed", "--method", method, *options,
            "--frequency", frequency, "--from", min(rows), "--to", max(rows),
            "--out", "alarms.csv", data=False,
        )  # fmt: skip
        found = {int(row["week"]): row for row in table(salus.folder / "alarms.csv")}
        assert {row["series"] for row in found.values()} == {"observed"}
        compare(rows, found, method, rounding=1e-7)


@pytest.mark.parametrize("algorithm", BENCHED)
def test_alarms_equal_the_simulated_series(salus, algorithm):
    wanted = {
        (row["series"], int(row["week"])): (row["upper"], row["alarm"])
        for row in table(shared("detection/r_surveillance_alarms.csv"))
        if row["algorithm"] == algorithm
    }
    assert len(wanted) == 126 * 49
    method = BENCHED[algorithm]
    salus.run(
        "detect", "--in", shared("detection/noufaily_counts.csv"), "--method", method, *BENCH,
        "--from", 576, "--to", 624, "--out", "alarms.csv", data=False,
    )  # fmt: skip
    found = {
        (row["series"], int(row["week"])): row for row in table(salus.folder / "alarms.csv")
    }
    # The reference is printed with four decimals.
    compare(wanted, found, method, rounding=5.1e-5)


@pytest.mark.parametrize("kind, window", [("given", 7), ("given", 14), ("parametric", 7)])
def test_reproduction_numbers_equal_the_reference(salus, kind, window):
    suffix = "_parametric_m2.6_s1.5"
    wanted = {}
    for row in table(shared("oracles/epiestim/R.csv")):
        name = row["dataset"]
        if int(row["tau"]) == window and name.endswith(suffix) == (kind == "parametric"):
            wanted[name.removesuffix(suffix), int(row["t_start"]), int(row["t_end"])] = row
    assert {name for name, _, _ in wanted} == {"Flu2009", "Flu1918"}
    interval = (
        ("--si", shared("oracles/epiestim/si.csv"))
        if kind == "given"
        else ("--si-mean", 2.6, "--si-sd", 1.5)
    )
    salus.run(
        "rt", "--in", shared("oracles/epiestim/incidence.csv"), "--group", "dataset", *interval,
        "--window", window, "--out", "rt.csv", data=False,
    )  # fmt: skip
    found = {
        (row["dataset"], int(row["t_start"]), int(row["t_end"])): row
        for row in table(salus.folder / "rt.csv")
    }
    assert set(found) == set(wanted)
    numbers = ["mean", "sd", "q025", "q05", "q25", "median", "q75", "q95", "q975"]
    for key, row in wanted.items():
        for column in numbers:
            value = float(row[column])
            assert abs(float(found[key][column]) - value) <= 1e-6 * value, (key, column)
