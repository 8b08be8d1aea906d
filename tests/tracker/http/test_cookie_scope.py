"""How far a cookie reaches follows the public suffix list, private suffixes too."""

import pytest

from tracker.http.cookie_scope import find_scope


@pytest.mark.parametrize(
    ("authority", "scope"),
    [
        (b"shop.example", "shop.example"),
        (b"a.b.Shop.Example:8443", "shop.example"),
        (b"t.shop.co.uk", "shop.co.uk"),
        (b"ada.myshopify.com", "ada.myshopify.com"),
        (b"myshopify.com", "myshopify.com"),
        (b"t.xn--mnchen-3ya.de", "xn--mnchen-3ya.de"),
        (b"localhost:8400", "localhost"),
        (b"192.0.2.7:80", "192.0.2.7"),
        (b"[2001:db8::1]:80", "[2001:db8::1]"),
        (b"", ""),
        (b"shop.example;Secure", ""),
        (b"shop.example/..", ""),
        (b"sh\xc3\xb6p.example", ""),
        (b"shop.example\r\nSet-Cookie: a=b", ""),
    ],
)
def test_the_scope_of_a_host(authority: bytes, scope: str) -> None:
    assert find_scope(authority) == scope
