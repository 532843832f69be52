"""What the coming days will need, from beds, admissions and stock that a county reported."""

import datetime

TODAY = datetime.datetime.now(datetime.timezone.utc).date()
FACILITIES = """id,name,kind,district,x,y,catchment
h1,North Hospital,hospital,north,0,0,north:1
h2,South Hospital,hospital,south,30000,40000,south:1
"""
UNITS = """id,hospital,name,kind
h1-icu,h1,Intensive care,icu
h1-a,h1,Ward A,ward
h2-a,h2,Ward A,ward
"""
PLACES = """id,name,level,parent,population
vale,Vale County,region,,90000
north,North District,district,vale,40000
south,South District,district,vale,50000
"""
ITEMS = """id,title,unit,category,reusable,volume
mask,Surgical mask,{mask},protective,no,0.001
"""


def county(salus, days=30):
    beds = ["unit,at,beds,closed,occupied,reserved,ventilated,outbreak"]
    for back in range(days - 1, -1, -1):
        day = TODAY - datetime.timedelta(days=back)
        beds.append(f"h1-icu,{day}T07:00:00Z,10,0,{6 + back % 2},0,3,2")
        beds.append(f"h1-a,{day}T07:00:00Z,40,0,{30 + back % 3},0,,5")
        beds.append(f"h2-a,{day}T07:00:00Z,20,0,{21 + back % 2},0,,4")
    stock = f"facility,item,at,lot,quantity,expires\nh1,mask,{TODAY},A1,300,2099-03-31\n"
    tables = {
        "facilities": FACILITIES, "units": UNITS, "items": ITEMS, "stock": stock,
        "beds": "\n".join(beds) + "\n",
    }
    (salus.folder / "places.csv").write_text(PLACES)
    salus.run("import", "locations", "places.csv")
    for table, text in tables.items():
        (salus.folder / f"{table}.csv").write_text(text)
        salus.run("import", table, f"{table}.csv")


def test_without_hospitals_it_says_what_to_bring(salus):
    (salus.folder / "places.csv").write_text(PLACES)
    salus.run("import", "locations", "places.csv")
    _, error = salus.run("demand", code=3)
    assert "no hospital is registered" in error
    assert "salus import facilities" in error


def test_beds_alone_give_an_estimate(salus):
    county(salus)
    answer = salus.json("demand")
    assert answer["method"] == "no cases are reported"
    rows = {(row["site"], row["resource"]): row for row in answer["rows"]}
    full = rows["h2", "ward-beds"]
    assert full["capacity"] == 20
    assert full["breach"]["probability"] > 0.9
    assert rows["h1", "ward-beds"]["breach"]["probability"] < 0.5
    icu = rows["h1", "icu-beds"]
    ventilated = rows["h1", "ventilator"]
    for day in range(len(answer["dates"])):
        assert all(v <= i for v, i in zip(ventilated["need"][day], icu["need"][day]))
    assert 0 < rows["h1", "mask"]["cover"]["median"] < 28
    # The same inputs give the stored estimate, as does looking without writing.
    assert salus.json("demand")["id"] == answer["id"]
    assert salus.json("demand", "--dry-run")["id"] == answer["id"]


def test_tables_and_wrong_use(salus):
    county(salus)
    table, _ = salus.run("demand", "--csv")
    assert table.splitlines()[0].startswith("site,resource,now,there,peak")
    salus.run(
        "demand", "--series", "--resource", "ward-beds", "--site", "h2", "--csv", "--out",
        "h2.csv")
    lines = (salus.folder / "h2.csv").read_text().splitlines()
    assert len(lines) == 29 and lines[1].startswith(str(TODAY + datetime.timedelta(days=1)))
    _, error = salus.run("demand", "--series", code=2)
    assert "--series needs --resource" in error
    _, error = salus.run("demand", "--resource", "bed", code=2)
    assert "icu-beds" in error
    salus.run("demand", "--site", "h9", code=3)
