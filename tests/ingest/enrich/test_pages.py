"""A URL is parsed as browsers do, whatever it contains."""

import pytest

from ingest.enrich.pages import Page, parse_host, parse_page


@pytest.mark.parametrize(
    ("url", "page"),
    [
        ("https://Shop.Example:8443/a/b?x=1#top", Page("shop.example", "/a/b", "", "", "", "")),
        ("https://shop.example", Page("shop.example", "/", "", "", "", "")),
        ("https://shop.example?utm_source=a", Page("shop.example", "/", "a", "", "", "")),
        ("https://me:secret@shop.example/", Page("shop.example", "/", "", "", "", "")),
        ("https://[2001:db8::1]:8443/a", Page("[2001:db8::1]", "/a", "", "", "", "")),
        (
            "https://shop.example/?utm_source=a+b&utm_medium=e%2Dmail&utm_campaign=caf%C3%A9&utm_source=second",
            Page("shop.example", "/", "a b", "e-mail", "café", ""),
        ),
        ("https://shop.example/?fbclid=1&gclid=2", Page("shop.example", "/", "", "", "", "fbclid")),
        ("https://shop.example/?notgclid=1&gclid=", Page("shop.example", "/", "", "", "", "")),
        ("https://shop.example/#utm_source=a", Page("shop.example", "/", "", "", "", "")),
        ("/relative?utm_source=a", Page("", "", "", "", "", "")),
        ("", Page("", "", "", "", "", "")),
    ],
)
def test_the_parts_of_an_address(url: str, page: Page) -> None:
    assert parse_page(url) == page


def test_the_host_of_a_referrer_may_belong_to_an_application() -> None:
    assert parse_host("android-app://com.google.android.gm/") == "com.google.android.gm"
    assert parse_host("about:blank") == ""
