"""Waits for the answer of what a page writes: the words that say so may still stand there from the time before."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Locator, Page, Response


@contextmanager
def writing(page: Page, status: int | None = None) -> Iterator[None]:
    """What the block does is answered before it ends: with this status, or well."""
    with page.expect_response(_is_of_write) as answer:
        yield
    assert answer.value.status == status if status else answer.value.ok, answer.value.text()


def save(form: Locator) -> None:
    """Presses Save."""
    with writing(form.page):
        form.get_by_role("button", name="Save").click()


def _is_of_write(answer: Response) -> bool:
    return answer.request.method != "GET"
