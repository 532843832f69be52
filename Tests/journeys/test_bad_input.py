"""Bad input: one clear message, the right exit code, nothing half-written."""

import os
import socket

import pytest

from conftest import write_locations

HEADER = "reference_date,location,date,value\n"
IMPORT = ("import", "hub-vintages")
MORE = ("--locations", "locations.csv", "--signal", "flu")


@pytest.mark.parametrize(
    "content, said",
    [
        (None, "file.csv"),
        (b"", "empty"),
        (HEADER.encode(), ""),
        (b"\x00\x01\x02\xff" * 2000, "text"),
        (b"a,b,c\n1,2,3\n", "location"),
        ("reference_date,location,date,value\n2024-01-06,01,2023-12-30,5\n".encode("utf-16"), "UTF"),
    ],
    ids=["missing", "empty", "header-only", "binary", "wrong-header", "utf-16"],
)
def test_files_that_cannot_be_read(salus, content, said):
    write_locations(salus.folder / "locations.csv")
    if content is not None:
        (salus.folder / "file.csv").write_bytes(content)
    process = salus.start(*IMPORT, "file.csv", *MORE)
    output, error = process.communicate(timeout=60)
    if content == HEADER.encode():
        assert process.returncode == 0 and " 0 rows read" in output
        return
    assert process.returncode in (1, 2, 3), (output, error)
    assert output == ""
    assert error.startswith("salus: ") and said in error
    assert "Fatal error" not in error and len(error.splitlines()) <= 2


@pytest.mark.parametrize(
    "words, said",
    [
        (["flue"], "unknown verb 'flue'"),
        (["forecast"], "needs --signal"),
        (["forecast", "--signal", "x", "--dayz", "3"], "unknown option '--dayz'"),
        (["forecast", "--signal", "x", "--as-of", "2024-02-30"], "--as-of '2024-02-30'"),
        (["forecast", "--signal"], "--signal needs a value"),
        (["detect", "--in", "none.csv", "--method", "magic"], "farrington-flexible"),
        (["import"], "'import' needs one more word"),
        (["backtest", "--signal", "x", "--from", "2024-01-06", "--to", "2023-01-07", "--out", "o"],
         "--from must not be after --to"),
        (["up", "--port", "70000"], "--port '70000'"),
    ],
)
def test_wrong_words(salus, words, said):
    output, error = salus.run(*words, code=2, data=False)
    assert output == ""
    assert said in error
    assert len(error.splitlines()) == 2


def test_a_journal_that_is_none(salus):
    salus.data.mkdir()
    (salus.data / "journal.sqlite").write_bytes(b"this is no journal\n" * 100)
    for words in (["journal", "verify"], ["signals"], [*IMPORT, "file.csv", *MORE]):
        write_locations(salus.folder / "locations.csv")
        (salus.folder / "file.csv").write_text(HEADER + "2024-01-06,01,2023-12-30,5\n")
        _, error = salus.run(*words, code=1)
        assert "damaged" in error or "no journal" in error
    assert (salus.data / "journal.sqlite").read_bytes() == b"this is no journal\n" * 100


@pytest.mark.skipif(os.geteuid() == 0, reason="needs a user whom file modes bind")
def test_a_directory_that_cannot_be_written(salus):
    salus.data.mkdir(mode=0o500)
    write_locations(salus.folder / "locations.csv")
    (salus.folder / "file.csv").write_text(HEADER + "2024-01-06,01,2023-12-30,5\n")
    _, error = salus.run(*IMPORT, "file.csv", *MORE, code=1)
    assert "cannot be written" in error


def test_a_port_in_use(salus):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        _, error = salus.run("up", "--no-example", "--port", port, code=1)
    assert str(port) in error and "--port" in error


def test_help_for_every_verb(salus):
    overview, _ = salus.run("help", data=False)
    verbs = [
        line[2:].split("  ")[0]
        for line in overview.splitlines()
        if line.startswith("  ") and line[2] != " "
    ]
    assert len(verbs) >= 15
    for verb in verbs:
        text, _ = salus.run("help", *verb.split(), data=False)
        assert text.startswith("Example: "), verb
        assert text == salus.run(*verb.split(), "--help", data=False)[0]


@pytest.mark.parametrize(
    "words, said",
    [
        (["--si-mean", "3", "--si-sd", "1e-300"], "--si-sd"),
        (["--si-mean", "3", "--si-sd", "1e300"], "--si-sd"),
        (["--si-mean", "0.5", "--si-sd", "1"], "--si-mean"),
        (["--si-mean", "3", "--si-sd", "1", "--prior-sd", "1e-300"], "--prior-sd"),
        (["--si-mean", "3", "--si-sd", "1"], "line 3, column 'I'"),
    ],
)
def test_numbers_beyond_reason(salus, words, said):
    (salus.folder / "cases.csv").write_text("I\n1\n1e300\n" + "3\n" * 10)
    _, error = salus.run("rt", "--in", "cases.csv", *words, code=2, data=False)
    assert said in error and len(error.splitlines()) <= 2


def test_a_device_is_written_and_never_replaced(salus):
    (salus.folder / "counts.csv").write_text("a\n" + "3\n" * 20)
    pipe = salus.folder / "pipe"
    os.mkfifo(pipe)
    descriptor = os.open(pipe, os.O_RDWR)
    salus.run("detect", "--in", "counts.csv", "--method", "ears-c1", "--out", "pipe", data=False)
    assert os.read(descriptor, 9) == b"algorithm"
    os.close(descriptor)
    assert pipe.is_fifo()


def test_a_back_test_without_a_place_for_its_files(salus):
    write_locations(salus.folder / "locations.csv")
    (salus.folder / "file.csv").write_text(HEADER + "2024-01-06,01,2023-12-30,5\n")
    salus.run(*IMPORT, "file.csv", *MORE)
    words = ("backtest", "--signal", "flu", "--from", "2001-01-06", "--to", "2001-01-13", "--out")
    _, error = salus.run(*words, "none/out", code=1)
    assert "none/out" in error
    _, error = salus.run(*words, "file.csv", code=1)
    assert "no folder" in error
    _, error = salus.run(*words, "out", code=2)
    assert "nothing was known" in error
    assert not (salus.folder / "out").exists()


def test_a_data_directory_that_is_a_file(salus):
    salus.data.write_text("no folder")
    write_locations(salus.folder / "locations.csv")
    (salus.folder / "file.csv").write_text(HEADER + "2024-01-06,01,2023-12-30,5\n")
    _, error = salus.run(*IMPORT, "file.csv", *MORE, code=1)
    assert "is no directory" in error
    assert salus.data.read_text() == "no folder"
