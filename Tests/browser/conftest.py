"""Browser tests: the system's own Chromium, never a downloaded one."""

import os
import re
import shutil
import signal
import subprocess
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest
from playwright.sync_api import sync_playwright

from fixture_server import DIST, FixtureServer


@pytest.fixture(scope="session")
def chromium():
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.fail("no browser: install the package chromium")
    # The browser's own sandbox does not work for the superuser.
    flags = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=flags)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def serve():
    """Starts the test double in a state, once for the whole run: serve("empty")."""
    if not (DIST / "index.html").exists():
        pytest.fail("web/dist is missing: run scripts/web first")
    running = {}

    def start(state="ordinary"):
        if state not in running:
            running[state] = FixtureServer(state).__enter__()
        return running[state]

    yield start
    for server in running.values():
        server.__exit__()


def program():
    """The program under test: the release build, or the one that SALUS_BINARY names."""
    release = Path(__file__).resolve().parents[2] / ".build/release/salus"
    binary = Path(os.environ.get("SALUS_BINARY", release))
    if not binary.exists():
        pytest.fail(f"no {binary}: run swift build -c release --product salus, or name a program "
                    "in SALUS_BINARY")
    return binary


@contextmanager
def serving(data, *arguments):
    """The real program on a free port with a data directory of its own; told to stop at the end."""
    log = open(data.parent / f"{data.name}.log", "w+")
    running = subprocess.Popen(
        [program(), "up", "--data", data, "--port", "0", *arguments],
        stdout=subprocess.PIPE, stderr=log, text=True)
    start = None
    for line in running.stdout:
        found = re.search(r"http://\S+", line)
        if found:
            start = found[0]
            break
    if start is None:
        log.seek(0)
        pytest.fail(f"salus up did not start: {log.read()[-2000:]}")
    yield SimpleNamespace(start=start, address=re.match(r"http://[^/]+", start)[0], data=data)
    running.send_signal(signal.SIGTERM)
    try:
        code = running.wait(timeout=20)
    except subprocess.TimeoutExpired:
        running.kill()
        pytest.fail("salus up did not stop within 20 s of SIGTERM")
    finally:
        log.close()
    assert code == 0, f"salus up ended with {code}"


@pytest.fixture(scope="session")
def salus(tmp_path_factory):
    """The real program with its example region in a fresh data directory."""
    with serving(tmp_path_factory.mktemp("data")) as running:
        yield running


@pytest.fixture
def open_page(chromium):
    """Opens an address in a fresh context and fails the test on any error of the page's own."""
    contexts = []
    faults = []

    def open_(address, theme="light", width=1440, height=900, **options):
        context = chromium.new_context(
            viewport={"width": width, "height": height}, color_scheme=theme, **options)
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda message: faults.append(message.text)
                if message.type == "error" and "Failed to load resource" not in message.text
                else None)
        page.goto(address)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert faults == [], faults
