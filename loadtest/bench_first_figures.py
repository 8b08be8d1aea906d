"""How long a person waits for the first figures of each page: Chromium on a running installation; JSON lines.

The shop of `make bench-pages`, on an installation of its own. Each page is opened in a signed-in browser once with
nothing kept and then again and again; the milliseconds are those from the navigation to the first frame in which the
whole document is there and shows figures in place of what stands for them. Of the first opening: requests, and
kilobytes as they were transferred.
"""

import argparse
import statistics
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, sync_playwright

from console.pages.frame import PAGES
from loadtest.bench_pages import ENVIRON, fill_shop, register_shop
from loadtest.verdict import print_figures
from tests.fixtures.browser import launch_chromium, open_profile
from tests.fixtures.running import RunningPrm, run_prm
from tests.snippet.engines.browser import find_program

GOAL_MS = 300
_EMAIL, _PASSWORD = "bench@shop.example", "correct horse battery"
# Looks at each frame from the first one on.
_WATCH = """new Promise((shown, fail) => {
  setTimeout(fail, 60000, new Error('no figures after a minute'))
  const look = () => {
    const isShown = place => place.checkVisibility({ visibilityProperty: true })
    const isWaiting = [...document.querySelectorAll('.skeleton')].some(isShown)
    if (document.readyState !== 'loading' && document.querySelector('main') && !isWaiting) shown(performance.now())
    else requestAnimationFrame(look)
  }
  look()
})"""
_TRANSFERRED = """[...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
  .map(each => each.transferSize)"""


@dataclass(frozen=True, slots=True)
class Opened:
    """One opening of a page."""

    first_figure_ms: float
    requests: int
    kilobytes: float


def main() -> None:
    """Every page of the team at each size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--directory", type=Path, help="keep the installation here, and use the one that is there")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="prm-bench-figures-") as temporary:
        data_dir = (options.directory or Path(temporary)) / str(options.events)
        if not data_dir.exists():
            fill_shop(data_dir, options.events)
        with run_prm(data_dir, "--workers", "1", environ=ENVIRON) as prm, sync_playwright() as playwright:
            register_shop(prm)
            _create_member(prm)
            browser = launch_chromium(playwright, find_program("chromium", "chromium-browser", "google-chrome"))
            for page in PAGES:
                _print(options.events, page.path, _open_often(browser, prm, page.path, options.rounds))
            browser.close()


def _create_member(prm: RunningPrm) -> None:
    if _EMAIL not in prm.prm("member", "list"):
        words = ("member", "create", "--email", _EMAIL, "--site", "1", "--role", "owner", "--password-stdin")
        prm.prm(*words, given=f"{_PASSWORD}\n")


def _open_often(browser: Browser, prm: RunningPrm, path: str, rounds: int) -> list[Opened]:
    """The first time nothing is kept but the session."""
    with open_profile(browser, ignore_https_errors=True) as context:
        page = context.new_page()
        page.goto(f"{prm.console_url}/sign-in")
        page.fill("input[name=email]", _EMAIL)
        page.fill("input[name=password]", _PASSWORD)
        page.get_by_role("button", name="Sign in", exact=True).click()
        page.wait_for_url(lambda url: "/sign-in" not in url)
        state = context.storage_state()
    with open_profile(browser, ignore_https_errors=True, storage_state=state) as context:
        return [_open(context, f"{prm.console_url}{path}") for _ in range(rounds + 1)]


def _open(context: BrowserContext, url: str) -> Opened:
    page = context.new_page()
    page.goto(url, wait_until="commit")
    first_figure_ms = page.evaluate(_WATCH)
    transferred = page.evaluate(_TRANSFERRED)
    page.close()
    return Opened(first_figure_ms, len(transferred), sum(transferred) / 1000)


def _print(events: int, path: str, opened: Sequence[Opened]) -> None:
    first, *others = opened
    again = statistics.median(each.first_figure_ms for each in others)
    print_figures(
        events=events,
        page=path,
        first_opening_ms=round(first.first_figure_ms),
        requests=first.requests,
        kilobytes=round(first.kilobytes, 1),
        opened_again_ms=round(again),
        goal_met=again <= GOAL_MS,
    )


if __name__ == "__main__":
    main()
