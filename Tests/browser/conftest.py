"""Browser tests: the system's own Chromium, never a downloaded one."""

import os
import shutil

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
