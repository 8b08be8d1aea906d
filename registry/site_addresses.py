"""Addresses of the pages of a site."""

from collections.abc import Iterable
from urllib.parse import urlencode

from registry.checks import is_own_machine


def write_test_link(hosts: Iterable[str], token: str, ref: str = "") -> str:
    """The address of a page of the site that opens the test panel."""
    return f"{write_page_address(hosts)}?{urlencode({**({'ref': ref} if ref else {}), 'prm_test': token})}"


def write_ref_link(hosts: Iterable[str], code: str) -> str:
    """The site's first page with a partner's code, which counts his clicks."""
    return f"{write_page_address(hosts)}?{urlencode({'ref': code})}"


def write_page_address(hosts: Iterable[str]) -> str:
    """The address of a page of the site; a pattern like `*.HOST` stands for its `www`; the own machine has no https."""
    host = next((each for each in hosts if not each.startswith("*.")), None) or f"www.{next(iter(hosts))[2:]}"
    return f"{'http' if is_own_machine(host) else 'https'}://{host}/"
