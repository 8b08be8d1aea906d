"""Makes server-to-server events of logged requests: a click where a page carries a referral, else a page view."""

import hashlib
import hmac
import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import ip_address
from urllib.parse import parse_qsl, urlsplit

from events.enums import EventType
from events.ids import derive_event_id
from events.link_parameters import CLICK_IDS, find_ref
from http_server.client_address import find_client_address
from settings.environment import Network
from transfer.access_logs.request import LoggedRequest
from transfer.access_logs.skip_rules import SkipReason, SkipRules, find_skip_reason
from transfer.access_logs.visits import Visits

_LONGEST_SUB_ID = 128
_CAMPAIGN = re.compile(rf"utm_.*|\w*(?:click|clk?)id|{'|'.join(CLICK_IDS)}")
# Equal lines stand near each other: they are of the same second.
_REMEMBERED_LINES = 50_000


@dataclass(frozen=True, slots=True)
class EventRules:
    """``host`` completes addresses and is the site's first; ``secret`` keys the ids of events and visitors, so that
    nobody else can find out an address by trying all. ``server`` keeps equal lines of two servers apart."""

    host: str
    secret: bytes
    trusted_proxies: tuple[Network, ...]
    server: str
    ref_names: tuple[str, ...]
    skip_rules: SkipRules


@dataclass(frozen=True, slots=True)
class LogEvent:
    """An event as `POST /v1/events` takes it."""

    fields: dict[str, object]
    ref: str
    is_click: bool
    is_new_visit: bool


class EventMaker:
    """Makes events of the lines of one log, in their order."""

    def __init__(self, rules: EventRules, visits: Visits) -> None:
        self._rules = rules
        self._visits = visits
        self._seen = Counter[bytes]()
        self._seen_before = Counter[bytes]()

    def make_event(self, line: str, request: LoggedRequest) -> LogEvent | SkipReason:
        """The id follows from the line and how many equal ones came before it: a log sent again gives the same."""
        rules = self._rules
        peer, hops = _split_hops(request)
        address = find_client_address(peer, hops.encode("latin-1", "replace"), rules.trusted_proxies)
        # Of somebody without an address the log may have a name: with host names looked up, or of a proxy.
        client = address or request.forwarded_for or request.peer
        reason = find_skip_reason(request, client, rules.skip_rules)
        if reason and reason is not SkipReason.REDIRECT:
            return reason
        url = f"{request.scheme}://{request.host if len(request.host) > 1 else rules.host}{request.target}"
        visitor = self._name_visitor(client, request.agent)
        arrival = find_arrival(url, rules.ref_names)
        if reason:
            self._visits.note_redirect(visitor, request.timestamp_ms, url, arrival)
            return reason
        page = self._visits.see_page(visitor, request.timestamp_ms, url, arrival)
        ref = find_ref(page.url, rules.ref_names) if page.is_click else ""
        known = {
            "ref": ref,
            "sub_id": _find_sub_id(page.url) if page.is_click else "",
            "referrer": request.referrer,
            "ip": _parse_address(address),
            "user_agent": request.agent,
        }
        fields: dict[str, object] = {
            "type": (EventType.CLICK if page.is_click else EventType.PAGEVIEW).value,
            "event_id": self._make_id(line, request.timestamp_ms),
            "timestamp": request.timestamp_ms,
            "visitor_id": visitor,
            "url": page.url,
            **{name: value for name, value in known.items() if value},
        }
        return LogEvent(fields, ref, page.is_click, page.is_new_visit)

    def _name_visitor(self, client: str, agent: str) -> str:
        who = f"log {self._rules.host} {_parse_address(client) or client} {agent}"
        return f"log-{hmac.new(self._rules.secret, who.encode(), hashlib.sha256).hexdigest()[:32]}"

    def _make_id(self, line: str, timestamp_ms: int) -> str:
        text = (f"{self._rules.server}\0{line}" if self._rules.server else line).encode()
        digest = hashlib.sha256(text).digest()[:12]
        if len(self._seen) >= _REMEMBERED_LINES:
            self._seen, self._seen_before = Counter(), self._seen
        self._seen[digest] += 1
        number = self._seen[digest] + self._seen_before[digest]
        return derive_event_id(timestamp_ms, hmac.digest(self._rules.secret, b"%s %d" % (text, number), hashlib.sha256))


def find_arrival(url: str, ref_names: tuple[str, ...]) -> str:
    """The parameters that make a visit a click, as in the tag: a partner's code, a campaign, a click id; else empty."""
    if "?" not in url:
        return ""
    ref = find_ref(url, ref_names)
    campaign = [f"{name}={value}" for name, value in _list_parameters(url) if _CAMPAIGN.fullmatch(name)]
    return "&".join([f"ref={ref}" if ref else "", *campaign]).strip("&")


def _list_parameters(url: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(urlsplit(url).query)
    except ValueError:
        return []


def _find_sub_id(url: str) -> str:
    sub_id = dict(_list_parameters(url)).get("sub_id", "").strip()
    return sub_id if len(sub_id) <= _LONGEST_SUB_ID and sub_id.isprintable() else ""


def _split_hops(request: LoggedRequest) -> tuple[str, str]:
    """The peer, and what it forwarded; of a log that has no peer the last hop is it."""
    if request.peer:
        return request.peer, request.forwarded_for
    hops, _, peer = request.forwarded_for.rpartition(",")
    return peer.strip(), hops


@lru_cache(10_000)
def _parse_address(client: str) -> str:
    try:
        parsed = ip_address(client)
    except ValueError:
        return ""
    # A server that listens to both writes an address of IPv4 as one of IPv6.
    return str((parsed.version == 6 and parsed.ipv4_mapped) or parsed)
