"""The address of a site's first page, by its hosts."""

import pytest

from registry.site_addresses import write_page_address


@pytest.mark.parametrize(
    ("hosts", "address"),
    [
        (["shop.example"], "https://shop.example/"),
        (["*.shop.example"], "https://www.shop.example/"),
        (["*.shop.example", "tea.example"], "https://tea.example/"),
        (["localhost"], "http://localhost/"),
        (["shop.localhost"], "http://shop.localhost/"),
        (["127.0.0.1"], "http://127.0.0.1/"),
    ],
)
def test_only_the_own_machine_has_no_https(hosts: list[str], address: str) -> None:
    assert write_page_address(hosts) == address
