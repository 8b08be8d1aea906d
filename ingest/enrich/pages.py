"""Parses a URL: host, path, campaign, and the kind of click id an advertiser added."""

import re
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote_plus

from events.link_parameters import CLICK_IDS

CACHED_PAGES = 50_000

_address = re.compile(r"[a-z][a-z0-9+.-]*://(?:[^/?#@]*@)?(\[[^\]/?#]*\]|[^/?#:]*)[^/?#]*([^?#]*)(?:\?([^#]*))?", re.I)
_campaign_parameters = re.compile(rf"(?:^|&)(utm_source|utm_medium|utm_campaign|{'|'.join(CLICK_IDS)})=([^&]+)")

_CAMPAIGN = ("utm_source", "utm_medium", "utm_campaign")
_NOTHING = ("", "", "")


class Page(NamedTuple):
    """The columns that follow from one URL; empty strings for what it lacks."""

    host: str
    path: str
    utm_source: str
    utm_medium: str
    utm_campaign: str
    click_id_kind: str


_NO_PAGE = Page("", "", "", "", "", "")


@lru_cache(CACHED_PAGES)
def parse_page(url: str) -> Page:
    """The parts of an absolute URL; of several equal parameters the first counts, of several click ids the first."""
    found = _address.match(url)
    if found is None:
        return _NO_PAGE
    host, path, query = found.groups()
    given = _campaign_parameters.findall(query) if query else ()
    if not given:
        return Page(host.lower(), path or "/", "", "", "", "")
    first = dict(reversed(given))
    kind = next((name for name, _ in given if not name.startswith("utm_")), "")
    source, medium, campaign = map(_unquote, map(first.get, _CAMPAIGN, _NOTHING))
    return Page(host.lower(), path or "/", source, medium, campaign, kind)


@lru_cache(CACHED_PAGES)
def parse_host(url: str) -> str:
    """The host of an absolute URL in lower case, empty if there is none."""
    found = _address.match(url)
    return found[1].lower() if found else ""


def _unquote(value: str) -> str:
    return unquote_plus(value) if "%" in value or "+" in value else value
