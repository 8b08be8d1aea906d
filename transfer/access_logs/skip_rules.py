"""Which logged requests are no visit of a page, and why."""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from http_server.client_address import is_trusted
from registry.checks import covers_host
from settings.environment import Network
from transfer.access_logs.request import LoggedRequest


class SkipReason(StrEnum):
    """Why a request becomes no event."""

    NO_REQUEST = "no_request"
    PERIOD = "period"
    EXCLUDED = "excluded"
    OTHER_HOST = "other_host"
    MONITORING = "monitoring"
    METHOD = "method"
    PREFETCH = "prefetch"
    ASSET = "asset"
    NO_CONTENT = "no_content"
    REDIRECT = "redirect"
    NOT_MODIFIED = "not_modified"
    ERROR = "error"


# What `--keep` may name: not a line without a request, nor what another option excludes.
_FINAL = (SkipReason.NO_REQUEST, SkipReason.PERIOD, SkipReason.EXCLUDED)
KEEPABLE = tuple(each for each in SkipReason if each not in _FINAL)

_ASSET = re.compile(
    r"\.(?:css|js|mjs|cjs|map|json|jsonld|xml|rss|atom|txt|webmanifest|wasm|ico|cur|png|jpe?g|jfif|gif|webp|avif|svgz?|bmp"
    r"|tiff?|heic|woff2?|ttf|otf|eot|mp4|m4[av]|webm|mov|mp3|ogg|og[av]|wav|flac|aac|m3u8|mpd|vtt|srt|axd|br|gz)$"
    r"|^/(?:\.well-known|cdn-cgi|_next/(?:static|image|data))/",
    re.IGNORECASE,
)
_HEALTH_PATH = re.compile(
    r"/(?:-/)?(?:healthz|health[-_]?check|health/(?:live|ready)|livez|readyz|-/healthy|-/ready|nginx_status|stub_status"
    r"|server-status|server-info|haproxy_stats)/?",
    re.IGNORECASE,
)
# A shop may have a page of this name: a browser opens that.
_SHORT_HEALTH_PATH = re.compile(
    r"/(?:health|healthy|ready|readiness|live|liveness|heartbeat|ping|up|status|metrics)/?", re.IGNORECASE
)
_NO_PAGE_TYPE = re.compile(
    r"(?:image|font|video|audio)/|text/(?:css|plain|event-stream)|\S*(?:javascript|json|wasm|/xml)"
)
_MONITOR = re.compile(
    r"healthcheck|health-check|kube-probe|googlehc|consul health|uptime|pingdom|statuscake|site24x7|monit/|check_http"
    r"|zabbix|nagios|icinga|blackbox|datadog|newrelicpinger|checkly|hetrixtools|freshping|updown\.io|hyperping|catchpoint"
    r"|nodeping|cron-job\.org|haproxy|elb-healthchecker|route ?53|cloudflare-(?:healthchecks|traffic-manager)"
    r"|traffic manager|front door|alwayson",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class SkipRules:
    """``hosts`` are the site's; ``kept`` reasons do not count; the others are what the operator excludes.

    The period is half-open.
    """

    hosts: tuple[str, ...]
    kept: frozenset[SkipReason] = frozenset()
    agents: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    networks: tuple[Network, ...] = ()
    from_ms: int = 0
    to_ms: int | None = None


def find_skip_reason(request: LoggedRequest, client: str, rules: SkipRules) -> SkipReason | None:
    """The first reason that is not kept; None for a visit. ``client`` is the address or the name of the visitor."""
    if not request.method:
        return SkipReason.NO_REQUEST
    if request.timestamp_ms < rules.from_ms or (rules.to_ms is not None and request.timestamp_ms >= rules.to_ms):
        return SkipReason.PERIOD
    if _is_excluded(request, client, rules):
        return SkipReason.EXCLUDED
    checks = (
        (SkipReason.OTHER_HOST, _is_other_host(request.host, rules.hosts)),
        (SkipReason.MONITORING, _is_monitoring(request)),
        (SkipReason.METHOD, request.method != "GET"),
        (SkipReason.PREFETCH, _is_prefetch(request)),
        (SkipReason.ASSET, _is_asset(request)),
        (_judge_status(request.status), True),
    )
    return next((reason for reason, applies in checks if applies and reason and reason not in rules.kept), None)


def _is_excluded(request: LoggedRequest, client: str, rules: SkipRules) -> bool:
    agent = request.agent.lower()
    return (
        any(part.lower() in agent for part in rules.agents)
        or request.target.startswith(rules.paths)
        or bool(rules.networks and is_trusted(client, rules.networks))
    )


def _is_other_host(host: str, hosts: tuple[str, ...]) -> bool:
    # `_` and `-` are servers without a name.
    return len(host) > 1 and not any(covers_host(own, host) for own in hosts)


def _is_monitoring(request: LoggedRequest) -> bool:
    path = _get_path(request)
    if _is_monitor(request.agent) or _HEALTH_PATH.fullmatch(path):
        return True
    return "Mozilla/" not in request.agent and _SHORT_HEALTH_PATH.fullmatch(path) is not None


@lru_cache(10_000)
def _is_monitor(agent: str) -> bool:
    return _MONITOR.search(agent) is not None


def _is_prefetch(request: LoggedRequest) -> bool:
    return "prefetch" in request.purpose or "prerender" in request.purpose


def _is_asset(request: LoggedRequest) -> bool:
    """By what the browser wanted, by what it got, else by the name."""
    if request.destination not in ("", "document"):
        return True
    if request.content_type.startswith(("text/html", "application/xhtml")):
        return False
    return bool(_NO_PAGE_TYPE.match(request.content_type) or _ASSET.search(_get_path(request)))


def _judge_status(status: int) -> SkipReason | None:
    if status == 0 or 200 <= status <= 203:
        return None
    if status == 304:
        return SkipReason.NOT_MODIFIED
    if 300 <= status < 400:
        return SkipReason.REDIRECT
    return SkipReason.NO_CONTENT if 0 < status < 300 else SkipReason.ERROR


def _get_path(request: LoggedRequest) -> str:
    return request.target.partition("?")[0]
