"""A page belongs to a site by its host, whatever else its address says."""

import pytest

from tracker.http.origins import is_origin, parse_hosts


@pytest.mark.parametrize(
    ("host", "address", "covered"),
    [
        ("shop.example", "https://shop.example", True),
        ("shop.example", "http://shop.example:8080", True),
        ("shop.example", "https://SHOP.example", True),
        ("Shop.Example", "https://shop.example", True),
        ("shop.example", "https://shop.example/cart?x=1#y", True),
        ("shop.example", "https://www.shop.example", False),
        ("shop.example", "https://shop.example.rival.example", False),
        ("shop.example", "https://shop.example@rival.example/", False),
        ("shop.example", "https://rival.example/https://shop.example", False),
        ("shop.example", "shop.example", False),
        ("shop.example", "null", False),
        ("shop.example", "", False),
        ("shop.example", "https://shop.example\\@rival.example", False),
        ("*.shop.example", "https://www.shop.example", True),
        ("*.shop.example", "https://a.b.shop.example", True),
        ("*.shop.example", "https://shop.example", False),
        ("*.shop.example", "https://notshop.example", False),
        ("localhost", "http://localhost:3000", True),
        ("localhost:3000", "http://localhost:3000", True),
        ("localhost:3000", "http://localhost:4000", False),
        ("[::1]", "http://[::1]:8000", True),
        ("::1", "http://[::1]:8000", True),
        ("::1", "http://[::1]", True),
        ("::1", "http://[::11]", False),
        ("127.0.0.1", "http://127.0.0.1:8000", True),
        ("localhost", "capacitor://localhost", True),
    ],
)
def test_a_host_covers_a_page(host: str, address: str, covered: bool) -> None:
    assert parse_hosts([host]).cover(address.encode()) is covered


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (b"https://shop.example", True),
        (b"https://shop.example:8443", True),
        (b"https://shop.example/", False),
        (b"https://shop.example\r\nSet-Cookie: a", False),
        (b"*", False),
        (b"null", False),
        (b"", False),
    ],
)
def test_only_a_bare_origin_is_echoed(value: bytes, expected: bool) -> None:
    assert is_origin(value) is expected
