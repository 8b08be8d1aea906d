"""WebDriver as far as the tests need it: one session of one browser, whose profile is emptied for each test."""

import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import httpx2

from tests.fixtures.plain_http import NO_TLS
from tests.fixtures.running import find_free_ports
from tests.snippet.engines.browser import START_SECONDS

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"


class WebDriverTab:
    """A window of the session; a command first moves the session to it."""

    def __init__(self, session: httpx2.Client, handle: str) -> None:
        self._session = session
        self._handle = handle

    def open(self, url: str) -> None:
        """See ``Tab``."""
        self._ask("/url", url=url)

    def evaluate(self, expression: str) -> Any:
        """See ``Tab``."""
        return self._ask("/execute/sync", script=f"return ({expression})", args=[])

    def click(self, selector: str) -> None:
        """See ``Tab``."""
        element = self._ask("/element", using="css selector", value=selector)[ELEMENT]
        self._ask(f"/element/{element}/click")

    def back(self) -> None:
        """See ``Tab``."""
        self._ask("/back")

    def _ask(self, path: str, **parameters: object) -> Any:
        _ask(self._session, "/window", handle=self._handle)
        return _ask(self._session, path, **parameters)


class WebDriverProfile:
    """The session's windows; each test's website has a port, and so a storage, of its own."""

    def __init__(self, session: httpx2.Client) -> None:
        self._session = session
        self._has_tab = False

    def new_tab(self) -> WebDriverTab:
        """See ``Profile``."""
        if self._has_tab:
            return WebDriverTab(self._session, _ask(self._session, "/window/new", type="tab")["handle"])
        self._has_tab = True
        return WebDriverTab(self._session, self._list_windows()[0])

    def forget(self) -> None:
        """Leaves one empty tab without cookies; which one it is may have changed, a prerendered page has its own."""
        first, *others = self._list_windows()
        for handle in (*others, first):
            _ask(self._session, "/window", handle=handle)
            self._session.delete("/cookie")
            if handle != first:
                self._session.delete("/window")
        _ask(self._session, "/url", url="about:blank")

    def _list_windows(self) -> list[str]:
        handles: list[str] = self._session.get("/window/handles").json()["value"]
        return handles


class WebDriverEngine:
    """One session for all profiles, because a browser takes seconds to start."""

    def __init__(self, session: httpx2.Client) -> None:
        self._session = session

    @contextmanager
    def new_profile(self) -> Iterator[WebDriverProfile]:
        """See ``Engine``."""
        profile = WebDriverProfile(self._session)
        yield profile
        profile.forget()


@contextmanager
def run_driver(
    program: str, capabilities: Mapping[str, object], environ: Mapping[str, str] | None = None
) -> Iterator[WebDriverEngine]:
    """The driver and a session with these capabilities."""
    (port,) = find_free_ports(1)
    process = subprocess.Popen(
        [program, f"--port={port}"], env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    url = f"http://127.0.0.1:{port}"
    try:
        _wait_until_it_answers(url)
        with _open_session(url, capabilities) as session:
            yield WebDriverEngine(session)
    finally:
        process.terminate()
        process.wait(START_SECONDS)


@contextmanager
def _open_session(url: str, capabilities: Mapping[str, object]) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=url, timeout=60, verify=NO_TLS) as driver:
        created = _ask(driver, "/session", capabilities={"alwaysMatch": capabilities})["sessionId"]
    with httpx2.Client(base_url=f"{url}/session/{created}", timeout=60, verify=NO_TLS) as session:
        try:
            yield session
        finally:
            # Not by the client of the session, which would put a slash behind it that no driver knows.
            httpx2.delete(f"{url}/session/{created}", timeout=60, verify=NO_TLS).raise_for_status()


def _ask(client: httpx2.Client, path: str, **parameters: object) -> Any:
    answer = client.post(path, json=parameters).json()["value"]
    if isinstance(answer, dict) and "error" in answer:
        raise RuntimeError(f"{path}: {answer['error']}: {answer['message']}")
    return answer


def _wait_until_it_answers(url: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            httpx2.get(url + "/status", timeout=2, verify=NO_TLS)
        except httpx2.HTTPError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return
