"""What a test may ask of a browser, whichever engine it has and whichever protocol speaks to it."""

import shutil
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import Any, Protocol

import pytest

WAIT_SECONDS = 60
START_SECONDS = 60


class Tab(Protocol):
    """One tab; every expression is JavaScript and its value a text, a number, a flag or nothing."""

    def open(self, url: str) -> None:
        """Follows a link to this address and waits for the page."""

    def evaluate(self, expression: str) -> Any:
        """The value that the expression has in the page."""

    def click(self, selector: str) -> None:
        """Presses the pointer on the element, as a person does."""

    def back(self) -> None:
        """The browser's own button."""


class Profile(Protocol):
    """A browser in which nobody has been anywhere yet."""

    def new_tab(self) -> Tab:
        """Beside those that are open, and in front of them."""


class Engine(Protocol):
    """A running engine."""

    def new_profile(self) -> AbstractContextManager[Profile]:
        """For as long as the block lasts."""


def wait_for(tab: Tab, condition: str) -> None:
    """Until the condition holds in the page; a page that is just being left has no answer."""
    deadline = time.monotonic() + WAIT_SECONDS
    while True:
        try:
            if tab.evaluate(f"!!({condition})"):
                return
            last = ""
        except RuntimeError as error:
            last = str(error)
        assert time.monotonic() < deadline, f"never came true: {condition} {last}"
        time.sleep(0.05)


def find_program(*names: str) -> str:
    """Where the first of these programs lies; without any the test is skipped."""
    found: Iterator[str] = filter(None, map(shutil.which, names))
    path = next(found, None)
    if path:
        return path
    pytest.skip(f"{names[0]} is not installed")
