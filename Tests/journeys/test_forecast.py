"""Forecasts as of a moment: no peeking, same bytes, back-tests, scores."""

from conftest import shared, write_locations, write_vintages


def prepare(salus, until=None):
    places = write_locations(salus.folder / "locations.csv")
    write_vintages(salus.folder / "vintages.csv", places, until=until)
    salus.run(
        "import",
        "hub-vintages",
        "vintages.csv",
        "--locations",
        "locations.csv",
        "--signal",
        "flu-admissions",
    )


def forecast(salus, as_of, name):
    salus.run("forecast", "--signal", "flu-admissions", "--as-of", as_of, "--out", name)
    return (salus.folder / name).read_bytes()


def test_later_vintages_do_not_change_an_earlier_forecast(salus, tmp_path_factory):
    from conftest import Salus

    other = Salus(tmp_path_factory.mktemp("other"))
    prepare(salus)
    prepare(other, until=5)
    # The fifth vintage is known on the Wednesday before its reference date.
    first = forecast(salus, "2024-04-04", "a.csv")
    assert first == forecast(other, "2024-04-04", "b.csv")
    assert first == forecast(salus, "2024-04-04", "again.csv")
    assert len(first.splitlines()) == 1 + 6 * 4 * 23


def test_a_back_test_writes_a_file_a_week_twice_alike(salus, tmp_path_factory):
    from conftest import Salus

    other = Salus(tmp_path_factory.mktemp("other"))
    for one in (salus, other):
        prepare(one)
        one.run(
            "backtest",
            "--signal",
            "flu-admissions",
            "--from",
            "2024-03-30",
            "--to",
            "2024-04-20",
            "--out",
            "hindcasts",
        )
    names = sorted(path.name for path in (salus.folder / "hindcasts").iterdir())
    assert names == [
        f"2024-{day}-salus.csv" for day in ("03-30", "04-06", "04-13", "04-20")
    ]
    for name in names:
        mine = (salus.folder / "hindcasts" / name).read_bytes()
        assert mine == (other.folder / "hindcasts" / name).read_bytes()


def test_an_as_of_before_all_data_is_said_plainly(salus):
    prepare(salus)
    _, error = salus.run(
        "forecast", "--signal", "flu-admissions", "--as-of", "2001-01-01", code=3
    )
    assert "nothing of 'flu-admissions' was known as of 2001-01-01" in error
    _, error = salus.run("forecast", "--signal", "flue-admissions", code=3)
    assert "flu-admissions" in error


def test_one_real_week_beats_the_baseline(salus):
    """Real data, one reference date in the middle of a season; the whole season is a benchmark."""
    vintages = shared("flu/flu_vintages.csv")
    truth = shared("flu/flu_final.csv")
    peers = shared("flu/scores_2023-24.csv")
    report = salus.json(
        "import",
        "hub-vintages",
        vintages,
        "--locations",
        shared("flu/locations.csv"),
        "--signal",
        "flu-admissions",
    )
    assert report == {
        "read": 16532,
        "accepted": 16532,
        "duplicate": 0,
        "corrected": 0,
        "quarantined": 0,
    }
    salus.run(
        "backtest",
        "--signal",
        "flu-admissions",
        "--from",
        "2024-01-06",
        "--to",
        "2024-01-13",
        "--out",
        "hindcasts",
    )
    scores = salus.json(
        "score", "--forecasts", "hindcasts", "--truth", truth, "--peers", peers, data=False
    )
    ratios = {peer["model"]: peer["ratio"] for peer in scores["peers"]}
    assert ratios["FluSight-baseline"] < 0.85


def test_only_weekly_counts_are_forecast(salus):
    write_locations(salus.folder / "locations.csv")
    (salus.folder / "ili.csv").write_text(
        "region,week_start,ili,ilitotal,total_patients\nAlabama,2023-09-17,1.5,15,1000\n"
    )
    salus.run("import", "ilinet", "ili.csv", "--locations", "locations.csv", "--signal", "ili")
    for words in (
        ("forecast", "--signal", "ili"),
        ("backtest", "--signal", "ili", "--from", "2023-09-30", "--to", "2023-10-07", "--out", "o"),
    ):
        _, error = salus.run(*words, code=2)
        assert "no count; weekly counts can be forecast" in error
    assert not (salus.folder / "o").exists()
