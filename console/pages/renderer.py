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
from console.pages.page_language import choose_language, keep_choice, list_choices
from console.pages.page_scripts import list_page_files, list_page_scripts
from console.pages.password_checks import PasswordChecks
from database.sessions import Sessions
from languages.browser_texts import make_browser_texts
from languages.catalogues import load_texts
from languages.language import Language
from languages.sentence import Sentence
from money.rates_file import RatesFile

TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True)
class PageDependencies:
    """``tracker_url`` is the edge's public address, shown in tags and links; ``now`` returns an aware time.

    ``secret`` signs the cookies of known devices, whose passwords are checked apart from everybody else's.

    Without ``rates`` the pages offer no currency to convert to. Below ``built_path`` scripts and styles are served.
    """

    registry_sessions: Sessions
    redis: Redis
    tracker_url: str
    secret: bytes
    now: Callable[[], datetime]
    templates: Mapping[Language, Jinja2Templates]
    rates: RatesFile | None
    built_path: str
    sends_mail: bool = False
    password_checks: PasswordChecks = field(default_factory=PasswordChecks)
    known_device_checks: PasswordChecks = field(default_factory=PasswordChecks)


def make_templates() -> Mapping[Language, Jinja2Templates]:
    """Those of each language escape what they print; an unknown name in them is an error."""
    return {language: Jinja2Templates(env=_make_environment(language)) for language in Language}


def _make_environment(language: Language) -> Environment:
    loader, texts = FileSystemLoader(TEMPLATES), load_texts(language)
    made = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, extensions=["jinja2.ext.i18n"])
    made.policies["ext.i18n.trimmed"] = True
    made.install_gettext_translations(texts.catalogue, newstyle=True)  # type: ignore[attr-defined]
    made.filters["write"] = texts.write
    return made


def render(
    request: Request, dependencies: PageDependencies, page: str, context: Mapping[str, Any], status: int = 200
) -> Response:
    """The page's template with the context that all templates need, in the language of whoever asks.

    ``saved_language`` of the context is the one that whoever is signed in has set. Sentences in it are written.
    """
    template = page.replace("-", "_") + ".html"
    language = choose_language(request, page, context)
    browser_texts = make_browser_texts(language, list_page_scripts(page))
    common = {
        "page": page,
        "language": language,
        "language_choices": list_choices(request, page),
        "built_path": dependencies.built_path,
        "page_files": list_page_files(page),
        "browser_texts": browser_texts.name if browser_texts else "",
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
    write = load_texts(language).write
    written = {name: write(each) if isinstance(each, Sentence) else each for name, each in shown.items()}
    response = dependencies.templates[language].TemplateResponse(request, template, written, status_code=status)
    response.headers["Content-Language"] = language
    keep_choice(request, page, response)
    return response
