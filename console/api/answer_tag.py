"""The tag of an answer (ETag): the same as long as nothing has changed that can change the answer."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache
from importlib.metadata import version

from starlette.responses import Response

from console.api.questions.attribution import query_rules
from console.api.request import ApiDependencies
from database.sessions import begin_read
from events.moments import to_milliseconds
from registry.code_lookup import CodeLookup
from registry.sites import get_site
from reports.freshness.state import query_state

# Where the period ends tonight it ends with another quarter of an hour, in any time zone.
_QUARTER_MS = 15 * 60_000
# Kept by the browser alone, and never shown without asking again as whom it now asks.
_HEADERS = {"Cache-Control": "private, no-cache", "Vary": "Accept, Authorization, Cookie, X-PRM-Reader"}


def find_tag(dependencies: ApiDependencies, site_id: int, question: Sequence[object], to: str, now: datetime) -> str:
    """The tag of the answer that would be computed now; empty where it is unknown whether the last one still holds.

    ``question``: what is asked and by whom, and whatever else the answer follows; ``to``: the end of its period as
    given.
    """
    state = query_state(dependencies.warehouse, site_id)
    if state is None:
        return ""
    rates = dependencies.rates
    with begin_read(dependencies.sessions) as session:
        codes, rules = query_rules(session, site_id)
        sees_orders = get_site(session, site_id).partners_see_orders
        registry = (_list_partners(codes), replace(codes, partners=()), rules, sees_orders)
    end = to or to_milliseconds(now) // _QUARTER_MS
    known = (_find_version(), site_id, state, registry, rates and rates.describe(), question, end)
    return f'W/"{hashlib.sha256(repr(known).encode()).hexdigest()[:32]}"'


def is_known(tag: str, header: str) -> bool:
    """Whether ``If-None-Match`` names the tag."""
    return bool(tag) and tag in (each.strip() for each in header.split(","))


def answer_unchanged(tag: str) -> Response:
    """304: the answer that the client has still holds."""
    return Response(None, 304, make_tag_headers(tag))


def make_tag_headers(tag: str) -> Mapping[str, str]:
    """Those of an answer with this tag; none where it is empty."""
    return {**_HEADERS, "ETag": tag} if tag else {}


@cache
def _find_version() -> str:
    return version("prm")


def _list_partners(codes: CodeLookup) -> list[tuple[object, ...]]:
    return [(each.id, each.name, each.status, each.own_code, each.lower_codes) for each in codes.partners]
