"""WebKit by Debian's WebKitWebDriver and MiniBrowser, on a screen that nobody sees."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from glob import glob

import pytest

from tests.snippet.engines.browser import START_SECONDS, find_program
from tests.snippet.engines.webdriver import WebDriverEngine, run_driver

BROWSERS = "/usr/lib/*/webkit*gtk-*/MiniBrowser"


@contextmanager
def run_webkit(proxy: str) -> Iterator[WebDriverEngine]:
    """``proxy`` is where the hosts of the tests are found: this engine takes no list of hosts."""
    driver, browser = find_program("WebKitWebDriver"), _find_browser()
    # No "noProxy": WebKit 2.50 copies that list past its end, and the browser dies at about one start in thirty.
    capabilities = {
        "webkitgtk:browserOptions": {"binary": browser, "args": ["--automation"]},
        "proxy": {"proxyType": "manual", "httpProxy": proxy},
    }
    with _run_screen(find_program("Xvfb")) as display:
        # As root its sandbox cannot be built.
        environ = {**os.environ, "DISPLAY": display, "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1"}
        with run_driver(driver, capabilities, environ) as engine:
            yield engine


@contextmanager
def _run_screen(program: str) -> Iterator[str]:
    command = [program, "-displayfd", "1", "-screen", "0", "1024x768x24", "-nolisten", "tcp"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert process.stdout is not None
    try:
        yield f":{process.stdout.readline().strip()}"
    finally:
        process.terminate()
        process.communicate(timeout=START_SECONDS)


def _find_browser() -> str:
    found = shutil.which("MiniBrowser") or next(iter(glob(BROWSERS)), "")
    if found:
        return found
    pytest.skip("MiniBrowser is not installed")
