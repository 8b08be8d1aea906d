"""Firefox by WebDriver BiDi, which it speaks by itself: no driver stands in between."""

import itertools
import json
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from websockets.sync.client import connect
from websockets.sync.connection import Connection

from tests.snippet.engines.browser import START_SECONDS, find_program

PREFERENCES = {
    "network.dns.forceResolve": "127.0.0.1",
    "network.proxy.type": 0,
    "dom.security.https_first": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "app.update.disabledForTesting": True,
}
Answer = dict[str, Any]


class BidiSession:
    """Commands and their answers, one at a time."""

    def __init__(self, socket: Connection) -> None:
        self._socket = socket
        self._ids = itertools.count(1)

    def ask(self, method: str, **parameters: object) -> Answer:
        """The result; raises ``RuntimeError`` with the browser's own words."""
        command = next(self._ids)
        self._socket.send(json.dumps({"id": command, "method": method, "params": parameters}))
        while True:
            answer = json.loads(self._socket.recv(timeout=60))
            if answer.get("id") == command:
                break
        if answer["type"] == "error":
            raise RuntimeError(f"{method}: {answer['error']}: {answer['message']}")
        result: Answer = answer["result"]
        return result


class FirefoxTab:
    """A tab is a browsing context."""

    def __init__(self, session: BidiSession, context: str) -> None:
        self._ask = session.ask
        self._context = context

    def open(self, url: str) -> None:
        """See ``Tab``."""
        self._ask("browsingContext.navigate", context=self._context, url=url, wait="complete")

    def evaluate(self, expression: str) -> Any:
        """See ``Tab``."""
        target = {"context": self._context}
        answer = self._ask("script.evaluate", expression=expression, target=target, awaitPromise=True)
        if answer["type"] == "exception":
            raise RuntimeError(answer["exceptionDetails"]["text"])
        return answer["result"].get("value")

    def click(self, selector: str) -> None:
        """See ``Tab``."""
        locator = {"type": "css", "value": selector}
        (node,) = self._ask("browsingContext.locateNodes", context=self._context, locator=locator)["nodes"]
        origin = {"type": "element", "element": {"sharedId": node["sharedId"]}}
        steps = [
            {"type": "pointerMove", "x": 0, "y": 0, "origin": origin},
            {"type": "pointerDown", "button": 0},
            {"type": "pointerUp", "button": 0},
        ]
        pointer = {"type": "pointer", "id": "mouse", "actions": steps}
        self._ask("input.performActions", context=self._context, actions=[pointer])

    def back(self) -> None:
        """See ``Tab``."""
        self._ask("browsingContext.traverseHistory", context=self._context, delta=-1)


class FirefoxProfile:
    """A user context has cookies and storage of its own."""

    def __init__(self, session: BidiSession, user_context: str) -> None:
        self._session = session
        self._user_context = user_context

    def new_tab(self) -> FirefoxTab:
        """See ``Profile``."""
        created = self._session.ask("browsingContext.create", type="tab", userContext=self._user_context)
        return FirefoxTab(self._session, created["context"])


class Firefox:
    """One process for all profiles."""

    def __init__(self, session: BidiSession) -> None:
        self._session = session

    @contextmanager
    def new_profile(self) -> Iterator[FirefoxProfile]:
        """See ``Engine``."""
        created = self._session.ask("browser.createUserContext")["userContext"]
        yield FirefoxProfile(self._session, created)
        self._session.ask("browser.removeUserContext", userContext=created)


@contextmanager
def run_firefox(directory: Path) -> Iterator[Firefox]:
    """Headless, with its profile in this directory."""
    lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in PREFERENCES.items()]
    (directory / "user.js").write_text("".join(lines))
    command = [find_program("firefox-esr", "firefox"), "--headless", "--no-remote", "--remote-debugging-port", "0"]
    process = subprocess.Popen(
        [*command, "--profile", str(directory)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    try:
        with connect(_read_address(process) + "/session", open_timeout=START_SECONDS, max_size=None) as socket:
            session = BidiSession(socket)
            session.ask("session.new", capabilities={})
            yield Firefox(session)
    finally:
        process.terminate()
        process.communicate(timeout=START_SECONDS)


def _read_address(process: "subprocess.Popen[str]") -> str:
    assert process.stderr is not None
    for line in process.stderr:
        found = re.search(r"BiDi listening on (ws://\S+)", line)
        if found:
            return found[1]
    raise RuntimeError("Firefox did not start")
