"""Chromium by chromedriver, which unlike Playwright lets it prerender and keep pages for the way back."""

from collections.abc import Iterator
from contextlib import contextmanager

from tests.fixtures.browser import LOCAL_HOSTS
from tests.snippet.engines.browser import find_program
from tests.snippet.engines.webdriver import WebDriverEngine, run_driver

# Without the sandbox, which cannot be built as root.
ARGUMENTS = ["--headless=new", "--no-sandbox", "--disable-dev-shm-usage", f"--host-resolver-rules={LOCAL_HOSTS}"]


@contextmanager
def run_chromium() -> Iterator[WebDriverEngine]:
    """Headless."""
    path = find_program("chromium", "chromium-browser", "google-chrome")
    # The driver leaves this out of the switches that it adds by itself.
    excluded = ["disable-back-forward-cache"]
    options = {"binary": path, "args": ARGUMENTS, "excludeSwitches": excluded}
    with run_driver(find_program("chromedriver"), {"goog:chromeOptions": options}) as engine:
        yield engine
