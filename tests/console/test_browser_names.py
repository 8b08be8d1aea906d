"""A list of sessions names browsers as people know them."""

import pytest

from console.pages.browser_names import name_browser

LINUX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5"
    " Mobile/15E148 Safari/604.1"
)


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (LINUX, "Firefox on Linux"),
        (PHONE, "Mobile Safari on iOS"),
        ("curl/8.5.0", "curl"),
        ("", "Unknown browser"),
        ("A till", "A till"),
    ],
)
def test_a_browser_has_a_name(agent: str, name: str) -> None:
    assert str(name_browser(agent)) == name
