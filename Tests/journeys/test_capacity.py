"""Beds, staff and stock: from CSV files to a table of what there is, and reports by hand."""

import datetime
import threading

PLACES = """id,name,level,parent,population
vale,Vale County,region,,90000
north,North District,district,vale,40000
south,South District,district,vale,50000
"""
FACILITIES = """id,name,kind,district,x,y,catchment
h1,North Hospital,hospital,north,0,0,north:0.9 south:0.1
h2,South Hospital,hospital,South District,30000,40000,south:0.8
s1,County store,depot,south,30000,0,
"""
UNITS = """id,hospital,name,kind
h1-icu,h1,Intensive care,icu
h1-a,h1,Ward A,ward
h2-icu,h2,Intensive care,icu
"""
BEDS = """unit,at,beds,closed,occupied,reserved,ventilated,outbreak
h1-icu,2026-05-01,12,1,9,1,5,2
h1-a,2026-05-01,30,0,33,0,,4
h2-icu,2026-05-01,10,0,6,0,3,1
h2-icx,2026-05-01,10,0,6,0,3,1
"""
ITEMS = """id,title,unit,category,reusable,volume
mask,Surgical mask,{mask},protective,no,0.001
oxygen,Oxygen,m3,oxygen,no,0.2
"""
STOCK = """facility,item,at,lot,quantity,expires
s1,mask,2026-05-01,A1,1200,2099-03-31
s1,mask,2026-05-01,A2,300,2026-05-31
h1,mask,2026-05-01,A1,80,2099-03-31
"""


def county(salus):
    for name, text in {
        "places": PLACES,
        "facilities": FACILITIES,
        "units": UNITS,
        "beds": BEDS,
        "items": ITEMS,
        "stock": STOCK,
    }.items():
        (salus.folder / f"{name}.csv").write_text(text)
    salus.run("import", "locations", "places.csv")
    reports = {}
    for table in ("facilities", "units", "beds", "items", "stock"):
        reports[table] = salus.json("import", table, f"{table}.csv", code=6 if table == "beds" else 0)
    return reports


def units(salus, *words):
    rows = salus.json("capacity", *words)["hospitals"]
    return {unit["id"]: unit for hospital in rows for unit in hospital["units"]}


def test_a_county_from_csv_files(salus):
    reports = county(salus)
    assert reports["beds"] == {
        "read": 4, "accepted": 3, "duplicate": 0, "corrected": 0, "quarantined": 1,
    }
    found = units(salus)
    assert (found["h1-icu"]["open"], found["h1-icu"]["free"]) == (11, 1)
    assert found["h1-a"]["isOver"] and found["h1-a"]["isStale"]
    table, _ = salus.run("capacity", "--csv")
    assert table.splitlines()[0].startswith("hospital,unit,beds,open,occupied")
    stock = {row["facility"]: row for row in salus.json("stock", "--item", "mask")}
    assert stock["s1"]["quantity"] == 1500 and stock["s1"]["usable"] == 1200
    again = salus.json("import", "beds", "beds.csv", code=6)
    assert (again["accepted"], again["duplicate"]) == (0, 3)


def test_reports_by_hand(salus):
    county(salus)
    salus.run("capacity", "beds", "h2-icu", "--occupied", "8", "--ventilated", "4")
    assert units(salus)["h2-icu"]["free"] == 2
    _, error = salus.run("capacity", "beds", "h2-icu", "--occupied", "11", code=7)
    assert "11 patients are more than its 10 open beds" in error
    salus.run("capacity", "beds", "h2-icu", "--occupied", "11", "--confirm")
    assert units(salus)["h2-icu"]["isOver"]
    salus.run("capacity", "beds", "h2-icu", "--occupied", "1", "--dry-run")
    assert units(salus)["h2-icu"]["occupied"] == 11
    salus.run("capacity", "beds", "h9-icu", "--occupied", "1", code=3)
    salus.run("capacity", "beds", "h2-icu", "--occupied", "some", code=2)
    salus.run("capacity", "staff", "h1", "icu-nurse", "--on-shift", "12", "--absent", "2")
    output, _ = salus.run("stock", "move", "mask", "500", "--from", "s1", "--to", "h1", "--id", "R1")
    assert output.startswith("R1: 500 of mask")
    output, _ = salus.run("stock", "move", "mask", "500", "--from", "s1", "--to", "h1", "--id", "R1")
    assert output.startswith("known already")
    stock = {row["facility"]: row["quantity"] for row in salus.json("stock", "--item", "mask")}
    assert stock == {"h1": 580, "s1": 1000}
    salus.run("stock", "move", "mask", "9999", "--from", "s1", code=7)
    salus.run("stock", "count", "h1", "mask", "A1=10@2099-03-31", "B=4")
    assert salus.json("stock", "--facility", "h1")[0]["quantity"] == 14
    salus.run("capacity", "travel", "--speed", "60")


def test_an_undone_import_leaves_no_beds(salus):
    county(salus)
    done = [row for row in salus.json("import", "list") if row["format"] == "beds"]
    salus.run("import", "undo", done[0]["import"])
    assert units(salus)["h1-icu"]["at"] is None
    assert salus.json("import", "beds", "beds.csv", code=6)["accepted"] == 3


def test_officers_at_once_lose_nothing(salus):
    county(salus)
    codes = []

    def report(index):
        process = salus.start("capacity", "beds", "h1-icu", "--occupied", str(index))
        process.communicate()
        codes.append(process.returncode)

    threads = [threading.Thread(target=report, args=(index,)) for index in range(1, 5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert codes == [0, 0, 0, 0]
    assert units(salus)["h1-icu"]["occupied"] in (1, 2, 3, 4)


def test_the_data_directorys_configuration_is_in_force_without_a_server(salus):
    county(salus)
    (salus.folder / "inbox").mkdir()
    # A report of two days ago is old by the usual settings, and not by those of the directory.
    before = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(days=2)
    (salus.folder / "late.csv").write_text(
        f"unit,at,beds,occupied\nh2-icu,{before:%Y-%m-%dT%H:%M:%SZ},10,7\n")
    salus.run("import", "beds", "late.csv")
    assert units(salus)["h2-icu"]["isStale"] and units(salus)["h2-icu"]["occupied"] == 7
    own = salus.data / "config.json5"
    own.write_text("""{
      capacity: { bedsDue: "3d" },
      feeds: [{ name: "beds", watch: "../inbox/*.csv", reports: "beds", due: "08:00" }],
    }""")
    assert not units(salus)["h2-icu"]["isStale"]
    assert [feed["name"] for feed in salus.json("feed", "list")] == ["beds"]
    own.write_text("{ capacity: { bedsDue: 'soon' } }")
    _, error = salus.run("capacity", code=2)
    assert "config.json5:1:" in error
