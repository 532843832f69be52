"""The twin kernel by HTTP and by verbs, on the program that people install."""

import contextlib
import http.client
import json
import signal
import time
import urllib.error
import urllib.parse
import urllib.request

import pytest
from conftest import write_locations, write_vintages


class Api:
    """Asks a running server and remembers its token."""

    def __init__(self, address):
        self.base, self.token = address.split("/?token=")

    def ask(self, method, path, body=None, code=200, type="application/json", **headers):
        """Status checked, answer as (JSON, headers)."""
        data = None
        if body is not None:
            data = body if isinstance(body, bytes) else json.dumps(body).encode()
            headers["Content-Type"] = type
        headers["Authorization"] = f"Bearer {self.token}"
        asked = urllib.request.Request(
            self.base + "/api/v1" + path, data, {k.replace("_", "-"): v for k, v in headers.items()},
            method=method,
        )
        try:
            with urllib.request.urlopen(asked, timeout=60) as answer:
                status, text, given = answer.status, answer.read(), answer.headers
        except urllib.error.HTTPError as refused:
            status, text, given = refused.code, refused.read(), refused.headers
        assert status == code, f"{method} {path}: {status} {text[:2000]!r}"
        if given["Content-Type"] == "application/x-ndjson":
            return [json.loads(line) for line in text.splitlines()], given
        return (json.loads(text) if text else None), given

    def announce(self, path, length):
        """Says that a body of that length is to come, and hears the refusal."""
        connection = http.client.HTTPConnection(self.base.removeprefix("http://"), timeout=60)
        connection.putrequest("POST", "/api/v1" + path)
        connection.putheader("Authorization", f"Bearer {self.token}")
        connection.putheader("Content-Length", str(length))
        connection.endheaders()
        with contextlib.closing(connection):
            answer = connection.getresponse()
            assert answer.status == 413
            return json.loads(answer.read())

    def get(self, path, code=200, **headers):
        return self.ask("GET", path, code=code, **headers)[0]

    def post(self, path, body, code=200, **headers):
        return self.ask("POST", path, body, code, **headers)[0]


@contextlib.contextmanager
def served(salus):
    process = salus.start("up", "--no-example", "--no-loop", "--port", "0")
    try:
        address = None
        for line in process.stdout:
            if "token=" in line:
                address = line[line.index("http://") :].split()[0].strip()
                break
        assert address, process.stderr.read()
        while not (salus.data / "control.sock").exists():
            time.sleep(0.01)
        yield Api(address)
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)


@pytest.fixture
def api(salus):
    with served(salus) as found:
        yield found


UNIT = {"type": "Unit", "id": "unit:north", "values": {"name": "North", "beds": 12}}


def values(twin):
    return {name: one["reported"]["value"] for name, one in twin["features"].items()}


def test_a_twin_is_made_reported_and_changed_under_a_condition(api):
    made, headers = api.ask("POST", "/twins", UNIT, 201, Idempotency_Key="k1")
    assert made["revision"] == 1 and headers["ETag"] == 'W/"1"'
    assert headers["Location"] == "/api/v1/twins/unit:north"
    assert api.post("/twins", UNIT, Idempotency_Key="k1")["replayed"] is True
    assert api.post("/twins", UNIT, code=409)["code"] == "exists"
    report = {"values": {"occupied": 9}, "valid": "2026-05-01T06:00:00Z", "source": "ward"}
    done = api.post("/twins/unit:north", report, If_Match='W/"1"', Idempotency_Key="k2")
    assert done["revision"] == 2
    # The same request again hears the same answer, although the twin has moved on.
    again = api.post("/twins/unit:north", report, If_Match='W/"1"', Idempotency_Key="k2")
    assert again["replayed"] and again["sequence"] == done["sequence"]
    # What is so already makes no version.
    same = api.post("/twins/unit:north", report)
    assert same["unchanged"] and same["revision"] == 2
    stale, headers = api.ask(
        "POST", "/twins/unit:north", {"values": {"occupied": 3}}, 412, If_Match='"1"'
    )
    assert stale["code"] == "stale-revision" and stale["revision"] == 2
    assert headers["ETag"] == 'W/"2"'
    api.post("/twins/unit:north", report, code=412, If_None_Match="*")
    twin, headers = api.ask("GET", "/twins/unit:north")
    assert values(twin) == {"name": "North", "beds": 12, "occupied": 9}
    assert headers["ETag"] == 'W/"2"'
    api.ask("GET", "/twins/unit:north", code=304, If_None_Match='W/"2"')


def test_the_past_stays_as_it_was(api):
    first = "2026-05-01T00:00:00Z"
    api.post("/twins", {**UNIT, "valid": first, "known": first}, code=201)

    def report(day, occupied, known=None, **more):
        said = {"values": {"occupied": occupied}, "valid": f"2026-05-{day:02}T06:00:00Z", **more}
        said["known"] = known or said["valid"]
        return api.post("/twins/unit:north", said)

    report(2, 5)
    wrong = report(3, 50)
    report(4, 7)
    # A late message about the second never becomes the newest.
    report(2, 6, known="2026-05-05T00:00:00Z")
    at = lambda query: values(api.get("/twins/unit:north" + query)).get("occupied")
    assert at("") == 7
    assert at("?at=2026-05-02&known=2026-05-02") == 5
    assert at("?at=2026-05-02") == 6
    assert at("?at=2026-05-03&known=2026-05-03") == 50
    before = api.get("/branches")["branches"][0]["head"]
    report(3, 8, supersedes=wrong["sequence"])
    assert at("?at=2026-05-03") == 8
    # Audit still sees what was believed.
    assert at(f"?at=2026-05-03&recorded={before}") == 50
    assert at("?rev=2") == 5
    history = api.get("/twins/unit:north/history?feature=occupied")["history"]
    assert sum("supersededBy" in one for one in history) == 1 and len(history) == 5
    why = api.get("/twins/unit:north/thread?feature=occupied")
    assert why["steps"][0]["event"]["type"] == "twin.reported"
    assert len(api.get("/twins/unit:north/thread")["events"]) == 6
    assert api.get("/twins/unit:north?at=2020-01-01", code=404)["code"] == "no-twin-then"
    assert api.get("/twins/unit:north?at=soon", code=400)["code"] == "bad-value"


def test_branches_fork_differ_and_merge(api):
    api.post("/twins", UNIT, code=201)
    fork = api.post("/branches", {"id": "surge", "purpose": "a second wave"}, code=201)
    assert fork["parent"] == "main"
    api.post("/twins/unit:north?branch=surge", {"values": {"beds": 30, "occupied": 25}})
    assert values(api.get("/twins/unit:north"))["beds"] == 12
    assert values(api.get("/twins/unit:north?branch=surge"))["beds"] == 30
    changes = api.get("/diff?a=main&b=surge")["twins"][0]["changes"]
    assert [one["path"] for one in changes] == ["reported/beds", "reported/occupied"]
    api.post("/twins/unit:north", {"values": {"beds": 14}})
    refused = api.post("/branches/surge/merge", {}, code=409)
    assert refused["code"] == "merge-conflict"
    conflict = refused["conflicts"][0]
    assert conflict["path"] == "reported/beds"
    assert "occupied" not in values(api.get("/twins/unit:north"))
    choice = {"twin": "unit:north", "path": "reported/beds", "take": "theirs"}
    assert api.post("/branches/surge/merge", {"choices": [choice]})["events"] >= 2
    assert values(api.get("/twins/unit:north")) == {"name": "North", "beds": 30, "occupied": 25}
    tagged = api.post("/versions", {"name": "monday", "message": "after the merge"}, code=201)
    assert [one["name"] for one in api.get("/versions")["versions"]] == ["monday"]
    api.post("/twins/unit:north", {"values": {"beds": 1}})
    assert api.get("/diff?a=monday&b=main")["twins"][0]["changes"][0]["path"] == "reported/beds"
    assert tagged["branch"] == "main"
    api.post("/branches", {"id": "drill"}, code=201)
    api.post("/branches/drill/discard", {"reason": "over"})
    status = {one["id"]: one["status"] for one in api.get("/branches")["branches"]}
    assert status == {"main": "open", "surge": "merged", "drill": "discarded"}
    assert api.get("/twins/unit:north?branch=nowhere", code=404)["code"] == "unknown-branch"


def test_persons_are_opened_for_a_purpose_only(api, salus):
    person = {
        "type": "Person",
        "id": "person:7",
        "aliases": [{"system": "nhs", "value": "943-476-5919"}],
        "values": {"family": "Rosenstein", "sex": "female"},
    }
    api.post("/twins", person, code=201)
    refused = api.get("/twins/person:7", code=403)
    assert refused["code"] == "needs-purpose" and "case-investigation" in refused["purposes"]
    listed = api.get("/twins")["twins"][0]
    assert listed["sealed"] and listed["features"] == {} and listed["aliases"] == []
    purpose = {"Salus-Purpose": "case-investigation"}
    some = api.get("/twins/person:7", **purpose)
    # Without a reason nothing tells who it is.
    assert values(some) == {"sex": "female"} and some["aliases"] == []
    reason = {**purpose, "Salus-Reason": "contact tracing for the cluster in the north"}
    for _ in range(5):
        whole = api.get("/twins/person:7", **reason)
    assert values(whole)["family"] == "Rosenstein"
    assert whole["aliases"][0]["value"] == "943-476-5919"
    unknown = api.get("/twins/person:7", code=400, **{"Salus-Purpose": "curiosity"})
    assert unknown["code"] == "unknown-purpose"
    closed = api.get("/twins/person:7", code=403, **{"Salus-Purpose": "rehabilitation-follow-up"})
    assert closed["code"] == "closed-in-phase"
    # One permission for the session, however often it is used.
    records = salus.json("audit", "list")
    granted = [one for one in records if one["type"] == "access.granted"]
    assert len(granted) == 2 and len([o for o in records if o["type"] == "access.denied"]) == 2
    text = json.dumps(api.ask("GET", "/events?limit=10000")[0])
    assert "Rosenstein" not in text and "943-476" not in text
    for file in salus.data.rglob("*"):
        if file.is_file():
            assert b"Rosenstein" not in file.read_bytes(), file


def test_lists_page_without_skips_under_writes(api):
    for number in range(25):
        unit = {"type": "Unit", "id": f"unit:{number:02}", "values": {"beds": number % 7}}
        api.post("/twins", unit, code=201)
    filter = urllib.parse.quote("gt(beds,1)")
    for sort in ("", "&sort=-beds"):
        wanted = [one["id"] for one in api.get(f"/twins?filter={filter}{sort}&limit=1000")["twins"]]
        seen, cursor = [], ""
        while True:
            page = api.get(f"/twins?filter={filter}&limit=4{sort}{cursor}")
            seen += [one["id"] for one in page["twins"]]
            # What is written between the pages does not shift them.
            api.post("/twins", {"type": "Unit", "values": {"beds": 5}}, code=201)
            if not page["next"]:
                break
            cursor = "&cursor=" + page["next"]
        assert seen == wanted and len(seen) >= 17
    page = api.get(f"/twins?filter={filter}&limit=4")
    other = api.get(f"/twins?limit=4&cursor={page['next']}", code=400)
    assert other["code"] == "bad-cursor"
    broken = api.get("/twins?filter=" + urllib.parse.quote("and(eq(type,Unit),gt(beds,"), code=400)
    assert broken["code"] == "bad-filter" and broken["character"] > 20
    some = api.get("/twins?select=beds&limit=2")["twins"][0]
    assert some["values"] == {"beds": 0}


def test_bad_input_is_refused_by_name(api):
    api.post("/twins", UNIT, code=201)
    say = lambda body, code=400: api.post("/twins/unit:north", body, code=code)
    assert api.post("/twins", {"type": "Warde"}, code=400)["code"] == "unknown-type"
    assert api.post("/twins", {}, code=400)["code"] == "missing"
    wrong = say({"values": {"bed": 3}})
    assert wrong["code"] == "unknown-property" and "beds" in wrong["detail"]
    assert say({"values": {"beds": "many"}})["code"] == "wrong-value"
    unit = say({"values": {"beds": {"value": 3, "unit": "kg"}}})
    assert unit["code"] == "wrong-unit"
    assert say({"values": {}})["code"] == "missing"
    assert api.get("/twins/nobody", code=404)["code"] == "unknown-twin"
    assert api.get("/twins/nobody/thread", code=404)["code"] == "unknown-twin"
    assert api.get("/twins/nobody/history", code=404)["code"] == "unknown-twin"
    assert api.post("/twins/nobody", {"values": {"beds": 1}}, code=404)["code"] == "unknown-twin"
    api.ask("POST", "/twins", b"{", 400)
    api.ask("POST", "/twins", b"{}", 415, type="text/plain")
    assert api.announce("/twins", 2 << 20)["code"] == "too-large"
    assert api.announce("/observations", 65 << 20)["code"] == "too-large"
    line = b'{"twin":"a","signal":"nothing","valid":"2026-05-01","value":1}\n'
    refused = api.ask("POST", "/observations", line, 400, type="application/x-ndjson")[0]
    assert refused["code"] == "bad-line" and refused["line"] == 1
    # Nothing of all this was written.
    assert api.get("/twins/unit:north")["revision"] == 1


def test_types_come_from_dtdl(api):
    interface = {
        "@context": "dtmi:dtdl:context;3",
        "@id": "dtmi:example:Tent;1",
        "@type": "Interface",
        "contents": [{"@type": "Property", "name": "places", "schema": "integer"}],
    }
    assert api.post("/types", interface, code=201)["registered"] == ["dtmi:example:Tent;1"]
    assert api.post("/types", interface, code=201)["registered"] == []
    api.post("/twins", {"type": "Tent", "id": "tent:1", "values": {"places": 40}}, code=201)
    listed = {one["id"] for one in api.get("/types")["types"]}
    assert {"dtmi:example:Tent;1", "dtmi:salus:care:Unit;1"} <= listed
    assert api.get("/types/Tent")["@id"] == "dtmi:example:Tent;1"
    changed = {**interface, "contents": []}
    assert api.post("/types", changed, code=400)["code"] == "bad-type"


def test_observations_come_as_lines_and_events_go_as_lines(salus):
    places = write_locations(salus.folder / "locations.csv")
    write_vintages(salus.folder / "vintages.csv", places, weeks=60)
    words = ("hub-vintages", "vintages.csv", "--locations", "locations.csv")
    salus.run("import", *words, "--signal", "flu-admissions")
    with served(salus) as api:
        rows = [
            {"twin": "US", "signal": "flu-admissions", "valid": f"20{year}-01-06", "value": value}
            for year in range(10, 22)
            for value in [year]
        ]
        for row in rows:
            row["known"] = row["valid"]
        lines = "\n".join(map(json.dumps, rows * 100)).encode()
        ask = lambda code=200, body=lines: api.ask(
            "POST", "/observations?source=lab", body, code, type="application/x-ndjson"
        )[0]
        count = ask()
        assert count["rows"] == 1200 and count["batches"] == 2
        assert count["accepted"] == 12 and count["corrected"] == 0
        assert ask()["accepted"] == 0
        broken = lines + b'\n{"twin":"US","signal":"flu-admissions","valid":"soon","value":1}'
        assert ask(400, broken)["line"] == 1201
        head = api.get("/branches")["branches"][0]["head"]
        seen, start = [], 1
        while start <= head:
            events, headers = api.ask("GET", f"/events?from={start}&limit=7")
            seen += [one["sequence"] for one in events]
            start = int(headers["Salus-Next"])
        assert seen == list(range(1, head + 1))


def test_relations_and_counts_hide_the_few(api):
    hospital = {"type": "Hospital", "id": "h", "values": {"name": "North"}}
    api.post("/twins", hospital, code=201)
    for number in range(12):
        sort = "icu" if number < 2 else "ward"
        unit = {"type": "Unit", "id": f"u{number}", "values": {"sort": sort, "beds": 4}}
        api.post("/twins", unit, code=201)
        link = {"source": f"u{number}", "name": "partOf", "target": "h"}
        link["from"] = "2026-05-01T00:00:00Z"
        api.post("/relationships", link, code=201)
    assert len(api.get("/relationships?target=h&name=partOf")["relations"]) == 12
    steps = api.get("/relationships?source=u3&depth=2")["steps"]
    assert [one["twin"] for one in steps] == ["u3", "h"]
    circle = {"source": "h", "name": "partOf", "target": "u1"}
    assert "circle" in api.post("/relationships", circle, code=400)["detail"]
    assert api.get("/relationships?target=h&at=2020-01-01")["relations"] == []
    rule = {"id": "beds", "members": "eq(type,Unit)", "measures": [{"sum": "beds"}]}
    rule["groups"] = [{"by": "sort", "values": ["ward", "icu"]}]
    api.post("/aggregates", rule, code=201)
    table = api.get("/aggregates/beds")
    cells = {tuple(cell["labels"]): cell["count"] for cell in table["cells"]}
    # Two units of intensive care are few, and the total would tell of them.
    assert cells[("icu",)] is None
    assert [one["id"] for one in api.get("/aggregates")["aggregates"]] == ["beds"]


def test_the_description_knows_every_address(api):
    paths = api.get("/openapi.json")["paths"]
    for path in ("/twins", "/twins/{id}", "/types", "/branches", "/versions", "/diff", "/events"):
        assert "/api/v1" + path in paths
    assert {"get", "post"} <= set(paths["/api/v1/twins"])


def test_verbs_mirror_the_api_beside_a_server_and_alone(salus):
    assert salus.json("twin", "create", "Unit", "beds=4", "--id", "unit:a")["revision"] == 1
    with served(salus) as api:
        salus.run("twin", "report", "unit:a", "occupied=3", "--revision", "1")
        _, error = salus.run("twin", "report", "unit:a", "occupied=4", "--revision", "1", code=5)
        assert "revision 2" in error
        assert values(api.get("/twins/unit:a"))["occupied"] == 3
        salus.run("branch", "fork", "b1")
        salus.run("twin", "report", "unit:a", "beds=9", "--branch", "b1")
        assert "beds: 4 → 9" in salus.run("branch", "diff", "main", "b1")[0]
        salus.run("twin", "report", "unit:a", "beds=5")
        _, error = salus.run("branch", "merge", "b1", code=2)
        assert "here 5, there 9, before 4" in error
        salus.run("branch", "merge", "b1", "--take", "theirs")
        salus.run("version", "tag", "merged")
    assert values(salus.json("twin", "show", "unit:a"))["beds"] == 9
    salus.run("twin", "report", "unit:a", "beds=1")
    salus.run("version", "restore", "merged")
    assert values(salus.json("twin", "show", "unit:a"))["beds"] == 9
    assert "merged" in salus.run("version", "list")[0]
    assert "twin.reported" in salus.run("thread", "events", "unit:a")[0]
    assert "occupied" in salus.run("thread", "history", "unit:a", "occupied")[0]
    salus.run("thread", "why", "unit:a", "beds")
    salus.run("twin", "create", "Person", "family=Rosenstein", "sex=female", "--id", "p:1")
    _, error = salus.run("twin", "show", "p:1", code=4)
    assert "--purpose" in error
    reason = "a long enough reason for the log"
    shown = salus.json(
        "twin", "show", "p:1", "--purpose", "case-investigation", "--reason", reason
    )
    assert values(shown)["family"] == "Rosenstein"
    assert {o["type"] for o in salus.json("audit", "list")} >= {"access.granted", "access.used"}
    salus.run("twin", "delete", "unit:a")
    _, error = salus.run("twin", "report", "unit:a", "beds=1", code=2)
    assert "was deleted" in error
    assert salus.json("journal", "verify")["sound"] is True
