"""Feeds: watched folders, fetches over HTTPS and SFTP, and what a bad feed cannot do."""

import contextlib
import email.utils
import json
import os
import signal
import socket
import threading
import time
import urllib.request

import asyncssh
import pytest
from feed_servers import Authority, Files, Web, wait_until

MAP = """{
  signal: {id: "cases", title: "Cases", unit: "{cases}/d", period: "day", measure: "count",
    sourceClass: "laboratory"},
  place: {column: "place"}, date: {column: "date"}, value: "cases", known: {column: "report"},
}
"""
PLACES = (
    "id,name,level,parent,population\n"
    "town,Town,region,,1000\nd1,North,district,town,500\nd2,South,district,town,500\n"
)


def table(day=1, north=5, south=7, header="report,place,date,cases"):
    date = f"2026-01-{day:02}"
    return f"{header}\n2026-02-01,d1,{date},{north}\n2026-02-01,d2,{date},{south}\n".encode()


class County:
    """A folder with places, a map, a configuration of one feed and a data directory."""

    def __init__(self, salus, feed, more=""):
        self.salus = salus
        self.folder = salus.folder
        (self.folder / "inbox").mkdir(exist_ok=True)
        (self.folder / "places.csv").write_text(PLACES)
        (self.folder / "map.json5").write_text(MAP)
        self.salus.data.mkdir(exist_ok=True)
        self.write(feed, more)

    def write(self, feed, more=""):
        (self.salus.data / "config.json5").write_text(
            f"""{{name: "Town", places: ["{self.folder}/places.csv"],
            feeds: [{{name: "cases", map: "{self.folder}/map.json5", {feed}}}], {more}}}"""
        )

    def pull(self, code=0):
        output, _ = self.salus.run("feed", "pull", "cases", "--json", code=code)
        results = json.loads(output)
        return results[0] if results else None

    def list(self):
        return self.salus.json("feed", "list")[0]

    def observations(self):
        return self.salus.json("journal", "verify")["observations"]


def pulling(web, authority, **settings):
    settings = {"url": web.url(), "caFile": str(authority.ca), **settings}
    return "pull: " + json.dumps(settings)


@pytest.fixture
def authority(tmp_path):
    folder = tmp_path / "authority"
    folder.mkdir()
    return Authority(folder)


@contextlib.contextmanager
def served(salus, *words, environment=None):
    """A running server, with its address, token and error stream."""
    if environment:
        os.environ.update(environment)
    process = salus.start("up", "--no-example", "--port", "0", "--log", "json", *words)
    lines = []
    reader = threading.Thread(
        target=lambda: lines.extend(iter(process.stderr.readline, "")), daemon=True
    )
    reader.start()
    try:
        for line in process.stdout:
            if "token=" in line:
                address = line.split()[1]
                break
        else:
            raise AssertionError("".join(lines))
        wait_until(lambda: (salus.data / "control.sock").exists())
        process.base, _, process.token = address.partition("/?token=")
        process.lines = lines
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)


def get(server, path):
    request = urllib.request.Request(
        server.base + path, headers={"Authorization": f"Bearer {server.token}"}
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


def post(server, path, body):
    request = urllib.request.Request(
        server.base + path,
        data=json.dumps(body).encode(),
        headers={
            "Authorization": f"Bearer {server.token}",
            "Content-Type": "application/json",
        },
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


# Fetching over HTTPS


def test_a_document_is_fetched_once_and_again_when_it_changed(salus, authority):
    document = {"body": table(1), "etag": '"a"'}

    def answer(request):
        if request.headers.get("If-None-Match") == document["etag"]:
            return request.reply(304)
        request.reply(200, document["body"], ETag=document["etag"])

    with Web(authority, answer) as web:
        county = County(salus, pulling(web, authority))
        assert county.pull()["accepted"] == 2
        assert county.pull()["outcome"] == "unchanged"
        document.update(body=table(2), etag='"b"')
        assert county.pull()["accepted"] == 2
        # Another validator, the same content: said, and nothing is written.
        document.update(etag='"c"')
        before = salus.json("journal", "verify")["events"]
        assert county.pull()["outcome"] == "repeated"
        assert salus.json("journal", "verify")["events"] == before
    assert county.observations() == 4
    assert county.list()["state"] == "healthy"


def test_a_date_is_enough_where_a_server_knows_no_etag(salus, authority):
    stamp = email.utils.formatdate(1_750_000_000, usegmt=True)

    def answer(request):
        if request.headers.get("If-Modified-Since") == stamp:
            return request.reply(304)
        request.reply(200, table(1), Last_Modified=stamp)

    with Web(authority, answer) as web:
        county = County(salus, pulling(web, authority))
        assert county.pull()["outcome"] == "taken"
        assert county.pull()["outcome"] == "unchanged"


def test_a_server_that_failed_is_tried_again_by_itself(salus, authority):
    answers = [500, 503, 200]

    def answer(request):
        status = answers.pop(0) if len(answers) > 1 else answers[0]
        request.reply(status, table(1) if status == 200 else b"")

    with Web(authority, answer) as web:
        county = County(
            salus, pulling(web, authority, retry={"first": "1s", "most": "1s", "attempts": 5})
        )
        with served(salus) as server:
            wait_until(lambda: get(server, "/api/v1/feeds")["feeds"][0]["accepted"] == 2)
        assert len(web.requests) >= 3
        assert any("500" in line for line in server.lines)
    assert county.observations() == 2


def test_a_server_that_asks_for_time_gets_it(salus, authority):
    with Web(authority, lambda request: request.reply(429, Retry_After="3600")) as web:
        county = County(salus, pulling(web, authority))
        assert "429" in county.pull(code=1)["reason"]
        memory = json.loads((salus.data / "feeds" / "cases.json").read_text())
        assert memory["nextTry"] > memory["lastAttempt"][:11]
        from datetime import datetime

        wait = datetime.fromisoformat(memory["nextTry"].replace("Z", "+00:00")) - (
            datetime.fromisoformat(memory["lastAttempt"].replace("Z", "+00:00"))
        )
        assert 3590 < wait.total_seconds() < 3700


def test_a_slow_server_is_given_up(salus, authority):
    done = threading.Event()

    def answer(request):
        request.send_response(200)
        request.send_header("Content-Length", "100000")
        request.end_headers()
        request.wfile.write(b"report,")
        done.wait(20)

    with Web(authority, answer) as web:
        county = County(salus, pulling(web, authority, timeout="1s"))
        assert "too long" in county.pull(code=1)["reason"]
        done.set()
    assert county.list()["read"] == 0


def test_a_stop_does_not_wait_for_a_slow_server(salus, authority):
    done = threading.Event()

    def answer(request):
        request.send_response(200)
        request.send_header("Content-Length", "100000")
        request.end_headers()
        request.wfile.write(table(1))
        request.wfile.flush()
        done.wait(60)

    with Web(authority, answer) as web:
        county = County(salus, pulling(web, authority, every="23h"))
        with served(salus) as server:
            wait_until(lambda: web.requests)
            # A person's own fetch waits for the one that is under way.
            asked = threading.Thread(
                target=post_quietly, args=(server, "/api/v1/feeds/cases/pull"), daemon=True
            )
            asked.start()
            time.sleep(0.5)
            began = time.monotonic()
            server.send_signal(signal.SIGTERM)
            assert server.wait(timeout=30) == 0
            assert time.monotonic() - began < 8
        done.set()
    # Half a document is no report.
    assert county.observations() == 0


def post_quietly(server, path):
    with contextlib.suppress(OSError):
        post(server, path, {})


def test_a_document_that_breaks_off_is_not_taken(salus, authority):
    def answer(request):
        request.send_response(200)
        request.send_header("Content-Length", "100000")
        request.end_headers()
        request.wfile.write(table(1))
        request.wfile.flush()
        request.connection.shutdown(socket.SHUT_RDWR)
        request.close_connection = True

    with Web(authority, answer) as web:
        county = County(salus, pulling(web, authority))
        assert county.pull(code=1)["outcome"] == "failed"
    assert county.observations() == 0
    assert list((salus.data / "feeds" / "cases").glob("*")) == []


def test_a_redirect_to_another_host_is_refused_and_gets_no_secret(salus, authority):
    with Web(authority, lambda request: request.reply(200, table(1))) as other:
        with Web(
            authority, lambda request: request.reply(302, Location=other.url(host="localhost"))
        ) as web:
            (salus.folder / "token").write_text("hush-hush\n")
            token = f"file:{salus.folder}/token"
            county = County(salus, pulling(web, authority, token=token))
            assert "another host" in county.pull(code=1)["reason"]
            assert other.requests == []
            assert web.requests[0].headers["Authorization"] == "Bearer hush-hush"
            # Named by the keeper it is followed, without the token.
            county.write(pulling(web, authority, token=token, redirectHosts=["localhost"]))
            assert county.pull()["accepted"] == 2
            assert "Authorization" not in other.requests[0].headers


def test_a_redirect_on_the_same_host_is_followed_and_a_downgrade_is_not(salus, authority):
    def answer(request):
        if request.path == "/cases.csv":
            return request.reply(301, Location="/new.csv")
        request.reply(200, table(1))

    with Web(authority, answer) as web:
        county = County(salus, pulling(web, authority))
        assert county.pull()["accepted"] == 2
    with Web(None, lambda request: request.reply(200, table(2))) as plain:
        with Web(authority, lambda request: request.reply(302, Location=plain.url())) as web:
            county.write(pulling(web, authority))
            assert "no https address" in county.pull(code=1)["reason"]
            assert plain.requests == []


def test_redirects_without_end_are_ended(salus, authority):
    with Web(authority, lambda request: request.reply(302, Location="/again")) as web:
        county = County(salus, pulling(web, authority))
        assert "on and on" in county.pull(code=1)["reason"]
        assert len(web.requests) < 10


def test_an_unknown_authority_is_not_trusted(salus, authority):
    with Web(authority, lambda request: request.reply(200, table(1))) as web:
        county = County(salus, "pull: " + json.dumps({"url": web.url()}))
        assert "cannot be trusted" in county.pull(code=1)["reason"]
        assert web.requests == []
        output, _ = salus.run("feed", "check", "cases", code=6)
        assert "cannot be trusted" in output


def test_a_document_above_the_limit_is_refused(salus, authority):
    def endless(request):
        request.send_response(200)
        request.send_header("Connection", "close")
        request.end_headers()
        for _ in range(1000):
            request.wfile.write(b"x" * 1000)
        request.close_connection = True

    with Web(authority, endless) as web:
        county = County(salus, pulling(web, authority, maxBytes=10_000))
        assert "larger than 10000 bytes" in county.pull(code=1)["reason"]


def test_credentials_go_to_the_server_and_nowhere_else(salus, authority):
    secrets = {"token": "TOKEN-f00d-1", "header": "HEADER-f00d-2"}
    (salus.folder / "token").write_text(secrets["token"] + "\n")
    environment = {"FEED_HEADER": secrets["header"]}
    calls = []

    def answer(request):
        calls.append(request)
        request.reply(500 if len(calls) == 1 else 200, table(1) if len(calls) > 1 else b"")

    with Web(authority, answer) as web:
        county = County(
            salus,
            pulling(
                web,
                authority,
                token=f"file:{salus.folder}/token",
                headers={"X-Api-Key": "env:FEED_HEADER", "X-Plain": "yes"},
                retry={"first": "1s", "most": "1s"},
            ),
        )
        printed = ""
        with served(salus, environment=environment) as server:
            wait_until(lambda: get(server, "/api/v1/feeds")["feeds"][0]["accepted"] == 2)
            command = open(f"/proc/{server.pid}/cmdline", "rb").read().decode()
            printed += command + json.dumps(get(server, "/api/v1/feeds"))
            printed += json.dumps(get(server, "/api/v1/jobs"))
        headers = web.requests[-1].headers
        assert headers["Authorization"] == "Bearer " + secrets["token"]
        assert headers["X-Api-Key"] == secrets["header"] and headers["X-Plain"] == "yes"
        printed += "".join(server.lines)
        for words in (["config", "show"], ["feed", "list"], ["feed", "check"], ["doctor"]):
            process = salus.start(*words)
            printed += "".join(process.communicate(timeout=60))
        del os.environ["FEED_HEADER"]
        output, _ = salus.run("feed", "check", "cases", code=6)
        assert "FEED_HEADER is not set" in output
        printed += output
    assert county.observations() == 2
    for secret in secrets.values():
        assert secret not in printed
        for path in salus.data.rglob("*"):
            if path.is_file():
                assert secret.encode() not in path.read_bytes(), path


@pytest.mark.parametrize(
    "settings, words",
    [
        ({"url": "https://u:hidden9@127.0.0.1/x"}, "no user or password"),
        ({"url": "gopher://127.0.0.1/x"}, "not accepted"),
        ({"url": "https://127.0.0.1/x", "token": "hidden9"}, "named by its place"),
        ({"url": "https://127.0.0.1/x", "headers": {"A": "b\nC: d"}}, "one line"),
    ],
)
def test_a_configuration_that_would_leak_is_refused(salus, settings, words):
    County(salus, "pull: " + json.dumps(settings))
    output, error = salus.run("config", "check", code=2)
    assert words in output + error
    assert "hidden9" not in output + error


# SFTP


def sftp(files, **settings):
    address = f"sftp://127.0.0.1:{files.port}/cases.csv"
    return "pull: " + json.dumps({"url": address, "user": files.user, **settings})


@pytest.mark.parametrize("way", ["password", "key"])
def test_a_file_comes_over_sftp(salus, way):
    folder = salus.folder / "remote"
    folder.mkdir()
    (folder / "cases.csv").write_bytes(table(1))
    key = asyncssh.generate_private_key("ssh-rsa", key_size=2048)
    key_file = salus.folder / "key"
    key.write_private_key(str(key_file), "pkcs1-pem")
    key_file.chmod(0o600)
    (salus.folder / "password").write_text("sesame")
    own = (
        {"password": f"file:{salus.folder}/password"}
        if way == "password"
        else {"key": str(key_file)}
    )
    with Files(
        folder,
        password="sesame" if way == "password" else None,
        client_key=key if way == "key" else None,
    ) as files:
        known = files.known_hosts(salus.folder / "known_hosts")
        county = County(salus, sftp(files, knownHosts=str(known), **own))
        assert county.pull()["accepted"] == 2
        assert county.pull()["outcome"] == "repeated"
        (folder / "cases.csv").write_bytes(table(2))
        assert county.pull()["accepted"] == 2
        (folder / "cases.csv").unlink()
        assert county.pull(code=1)["outcome"] == "failed"
        assert county.list()["state"] == "failing"
    assert county.observations() == 4


def test_an_unknown_ssh_host_is_not_trusted(salus):
    folder = salus.folder / "remote"
    folder.mkdir()
    (folder / "cases.csv").write_bytes(table(1))
    (salus.folder / "password").write_text("sesame")
    secret = f"file:{salus.folder}/password"
    with Files(folder, password="sesame") as files:
        other = Files(folder)
        other.port = files.port
        wrong = other.known_hosts(salus.folder / "wrong_hosts")
        for hosts in (str(salus.folder / "no_hosts"), str(wrong)):
            county = County(salus, sftp(files, knownHosts=hosts, password=secret))
            assert county.pull(code=1)["outcome"] == "failed"
        known = files.known_hosts(salus.folder / "known_hosts")
        (salus.folder / "password").write_text("wrong")
        county = County(salus, sftp(files, knownHosts=str(known), password=secret))
        assert "refused" in county.pull(code=1)["reason"]
        assert county.list()["read"] == 0


# Watched folders


def test_a_file_in_a_watched_folder_is_taken_by_itself(salus):
    county = County(salus, f'watch: {{files: "{salus.folder}/inbox/*.csv", sweep: "1h"}}')
    inbox = salus.folder / "inbox"
    with served(salus) as server:
        feed = lambda: get(server, "/api/v1/feeds")["feeds"][0]
        assert feed()["state"] == "waiting"
        # Renamed into place: whole at once.
        (inbox / "a.csv.part").write_bytes(table(1))
        (inbox / ".b.csv").write_bytes(table(9))
        (inbox / "a.csv.part").rename(inbox / "a.csv")
        wait_until(lambda: feed()["accepted"] == 2)
        # Written bit by bit: taken when it lies still, and as a whole.
        with open(inbox / "b.csv", "wb") as growing:
            for line in table(2).splitlines(keepends=True):
                growing.write(line)
                growing.flush()
        wait_until(lambda: feed()["accepted"] == 4)
        # The same content under another name says so, and writes nothing.
        (inbox / "c.part").write_bytes(table(2))
        (inbox / "c.part").rename(inbox / "c.csv")
        wait_until(lambda: (inbox / "archive" / "c.csv").exists())
        assert feed()["accepted"] == 4
        # A name that was there before is kept beside it.
        (inbox / "d.part").write_bytes(table(3))
        (inbox / "d.part").rename(inbox / "c.csv")
        wait_until(lambda: (inbox / "archive" / "c.2.csv").exists())
        answer = feed()
        assert answer["state"] == "healthy" and answer["accepted"] == 6
        assert len(answer["days"]) == 28 and answer["days"][-1]["rows"] == 6
        assert answer["affects"] == ["detection in Cases", "reproduction number from Cases"]
        assert not (inbox / "archive" / ".b.csv").exists()
        triangle = get(server, "/api/v1/triangle?signal=cases&days=5")
        assert triangle["place"]["id"] == "town" and triangle["dates"][-1] == "2026-01-03"
    assert county.observations() == 6


def test_files_that_came_while_nobody_looked_are_taken(salus):
    county = County(salus, f'watch: {{files: "{salus.folder}/inbox/*.csv", keep: "inPlace"}}')
    inbox = salus.folder / "inbox"
    for day in (1, 2):
        (inbox / f"{day}.csv").write_bytes(table(day))
    with served(salus) as server:
        wait_until(lambda: get(server, "/api/v1/feeds")["feeds"][0]["accepted"] == 4)
    # They stay where they are and are not read again, also by another process.
    assert sorted(path.name for path in inbox.iterdir()) == ["1.csv", "2.csv"]
    events = salus.json("journal", "verify")["events"]
    assert county.pull() is None
    assert salus.json("journal", "verify")["events"] == events


def test_a_bad_file_goes_to_quarantine_with_its_reason(salus):
    county = County(salus, f'watch: {{files: "{salus.folder}/inbox/*.csv", atomic: true}}')
    inbox = salus.folder / "inbox"
    (inbox / "1.csv").write_bytes(table(1))
    county.pull()
    (inbox / "2.csv").write_bytes(table(2, header="report,place,date,count"))
    refused = county.pull(code=6)
    assert refused["reason"].startswith("its columns changed: 'cases' missing, 'count' new")
    assert (inbox / "quarantine" / "2.csv").read_bytes().startswith(b"report,place,date,count")
    assert "count" in (inbox / "quarantine" / "2.csv.reason.txt").read_text()
    assert county.list()["state"] == "failing"
    # Not a text at all.
    (inbox / "3.csv").write_bytes(b"\x1f\x8b\x08\x00" + bytes(100))
    assert "gzip" in county.pull(code=6)["reason"]
    # The way back.
    (inbox / "4.csv").write_bytes(table(4))
    assert county.pull()["accepted"] == 2
    assert county.list()["state"] == "healthy"
    assert county.observations() == 4


def test_a_total_below_its_parts_is_a_lie(salus):
    county = County(salus, f'watch: {{files: "{salus.folder}/inbox/*.csv", atomic: true}}')
    lie = table(1, 5, 7) + b"2026-02-01,town,2026-01-01,11\n"
    (salus.folder / "inbox" / "1.csv").write_bytes(lie)
    report = county.pull()
    assert report["accepted"] == 2 and report["quarantined"] == 1
    name = salus.json("import", "list")[0]["import"]
    rows, _ = salus.run("import", "quarantine", name)
    assert "Town cannot have 11 on 2026-01-01: 2 parts of it in the same file have 12" in rows
    (salus.folder / "inbox" / "2.csv").write_bytes(lie.replace(b",11\n", b",12\n"))
    assert county.pull()["quarantined"] == 0


def test_a_feed_that_shrinks_is_said_to(salus):
    (salus.folder / "inbox").mkdir()
    county = County(salus, f'watch: {{files: "{salus.folder}/inbox/*.csv", atomic: true}}')
    for day in range(1, 5):
        (salus.folder / "inbox" / f"{day}.csv").write_bytes(table(day))
        county.pull()
    part = b"\n".join(table(5).split(b"\n")[:2]) + b"\n"
    (salus.folder / "inbox" / "5.csv").write_bytes(part)
    assert "1 places; usually there are 2" in county.pull()["caution"]
    assert "usually there are 2" in county.list()["words"]


def test_a_paused_feed_takes_nothing_in(salus):
    county = County(salus, f'watch: {{files: "{salus.folder}/inbox/*.csv", atomic: true}}')
    (salus.folder / "inbox" / "1.csv").write_bytes(table(1))
    with served(salus) as server:
        feed = lambda: get(server, "/api/v1/feeds")["feeds"][0]
        wait_until(lambda: feed()["accepted"] == 2)
        salus.run("feed", "pause", "cases")
        assert feed()["state"] == "paused"
        (salus.folder / "inbox" / "2.csv").write_bytes(table(2))
        _, error = salus.run("feed", "pull", "cases", code=4)
        assert "paused" in error
        assert feed()["accepted"] == 2
        assert post(server, "/api/v1/feeds/cases/pause", {"paused": False})["paused"] is False
        wait_until(lambda: feed()["accepted"] == 4)
        assert "nothing new" in post(server, "/api/v1/feeds/cases/pull", {})["words"]
    assert county.observations() == 4


def test_a_folder_that_is_not_there_is_said_and_comes_back(salus):
    county = County(salus, f'watch: {{files: "{salus.folder}/later/*.csv", atomic: true}}')
    assert county.pull(code=1)["outcome"] == "failed"
    assert county.list()["state"] == "failing"
    (salus.folder / "later").mkdir()
    (salus.folder / "later" / "1.csv").write_bytes(table(1))
    assert county.pull()["accepted"] == 2
    assert county.list()["state"] == "healthy"


def test_an_import_of_which_nothing_can_be_used_says_so(salus):
    (salus.folder / "map.json5").write_text(MAP)
    (salus.folder / "cases.csv").write_bytes(table(1))
    words = ("import", "csv", "cases.csv", "--map", "map.json5", "--json")
    output, error = salus.run(*words, code=6)
    assert json.loads(output)["quarantined"] == 2
    assert "not one of the 2 rows" in error
