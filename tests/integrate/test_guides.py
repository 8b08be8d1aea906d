"""Each guide says how to verify, and uses no option, call or stub that the snippet's README does not know."""

import re
from collections.abc import Callable

import pytest

from tests.integrate.proxies import DOCS
from tests.snippet.test_documentation import README
from tests.snippet.visitor import STUB

GUIDES = [
    "friends", "google-tag-manager", "nextjs", "plain-html", "server", "shopify", "signatures", "stripe-checkout",
    "wordpress-woocommerce",
]  # fmt: skip
# For optimisers of the page, not for the tag.
NOT_OURS = {"data-no-optimize"}


def read_guide(name: str) -> str:
    return (DOCS / f"{name}.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", GUIDES)
def test_it_ends_by_saying_how_to_verify(name: str) -> None:
    last = re.findall(r"^## (.+)$", read_guide(name), re.MULTILINE)[-1]
    assert last == "Verify"


@pytest.mark.parametrize("name", GUIDES)
def test_its_stub_is_the_documented_one(name: str) -> None:
    for line in re.findall(r"^<script>window\.prm=.*$", read_guide(name), re.MULTILINE):
        assert line == STUB


@pytest.mark.parametrize("name", GUIDES)
def test_its_options_and_calls_are_documented(name: str) -> None:
    guide = read_guide(name)
    for option in set(re.findall(r"\bdata-[a-z-]+(?==)", guide)) - NOT_OURS:
        assert f"`{option}`" in README or f"`{option}=" in README
    for call in set(re.findall(r"\bprm\(['\"](\w+)", guide)):
        assert f"| `prm('{call}'" in README


@pytest.mark.parametrize("name", sorted(set(GUIDES) - {"signatures"}))
def test_its_server_names_the_visitor_of_a_sale(name: str) -> None:
    guide = read_guide(name)
    assert "visitor_id" in guide
    for code in re.findall(r"^```\w+\n(.+?)\n```$", guide, re.MULTILINE | re.DOTALL):
        if "/v1/events" in code and re.search(r"""['"]?type['"]?\s*(:|=>)\s*['"]sale""", code):
            assert "visitor_id" in code


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [
        (4990, "eur", 4990),
        (4990, "jpy", 4990),
        (4990, "kwd", 4990),
        (499000, "isk", 4990),
        (500, "ugx", 5),
        (7, "mga", 700),
    ],
)
def test_amounts_of_stripe_become_those_of_iso_4217(amount: int, currency: str, minor: int) -> None:
    [code] = re.findall(r"^(def to_iso.+?)\n\n\n", read_guide("stripe-checkout"), re.MULTILINE | re.DOTALL)
    names: dict[str, Callable[[int, str], int]] = {}
    exec(code, names)  # noqa: S102 - the guide's own lines
    assert names["to_iso"](amount, currency) == minor
