"""What the pages need, and how one of them is rendered."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from redis import Redis
from starlette.requests import Request
from starlette.responses import Response
from starlette.templating import Jinja2Templates

from console.cabinet_hosts import find_host_brand
from console.pages.password_checks import PasswordChecks
from database.sessions import Sessions
from money.rates_file import RatesFile

TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True)
class PageDependencies:
    """``tracker_url`` is the edge's public address, shown in tags and links; ``now`` returns an aware time.

    ``secret`` signs the cookies of known devices, whose passwords are checked apart from everybody else's.

    Without ``rates`` the pages offer no currency to convert to.
    """

    registry_sessions: Sessions
    redis: Redis
    tracker_url: str
    secret: bytes
    now: Callable[[], datetime]
    templates: Jinja2Templates
    rates: RatesFile | None
    sends_mail: bool = False
    password_checks: PasswordChecks = field(default_factory=PasswordChecks)
    known_device_checks: PasswordChecks = field(default_factory=PasswordChecks)


def make_templates() -> Jinja2Templates:
    """Templates escape what they print; an unknown name in them is an error."""
    loader = FileSystemLoader(TEMPLATES)
    return Jinja2Templates(env=Environment(loader=loader, autoescape=True, undefined=StrictUndefined))


def render(
    request: Request, dependencies: PageDependencies, page: str, context: Mapping[str, Any], status: int = 200
) -> Response:
    """The page's template with the context that all templates need."""
    template = page.replace("-", "_") + ".html"
    common = {
        "page": page,
        "brand": find_host_brand(request),
        "site": None,
        "reader": "",
        "sign_in_path": "/sign-in",
        "tracker_url": dependencies.tracker_url,
        "sends_mail": dependencies.sends_mail,
        "timezone": "",
        "currency": "",
    }
    currencies = dependencies.rates.read().list_currencies() if dependencies.rates else []
    shown = {**common, "currencies": currencies, **context}
    # Without a rate of it nothing can be converted to it.
    shown["currency"] = shown["currency"] if shown["currency"] in currencies else ""
    return dependencies.templates.TemplateResponse(request, template, shown, status_code=status)
