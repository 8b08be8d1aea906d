"""In which language a page is: as its reader has set it, else as it was chosen here, else as the browser says."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from languages.language import NAMES, Language, find_language, negotiate_language

LANGUAGE_COOKIE = "prm_language"
_LASTS_SECONDS = 365 * 24 * 3600
# Pages that anybody opens, where a visible choice stands; where one is shown in answer to a form, the page of the form.
_OPEN_PAGES: Mapping[str, str] = {
    "sign-in": "/sign-in",
    "partner-sign-in": "/partner/sign-in",
    "sign-in-code": "",
    "invitation": "/invitation",
    "apply": "",
    "friend": "",
    "report-mail-end": "",
    "setup": "/setup",
}
# Shown inside pages of others, and promised to set no cookie: the choice is in its address alone.
_WITHOUT_COOKIE = frozenset({"friend"})
# And below those of the team; a page in neither set is English.
TRANSLATED = frozenset(_OPEN_PAGES) | {
    "error",
    "cabinet-home",
    "cabinet-links",
    "cabinet-earnings",
    "cabinet-payouts",
    "cabinet-profile",
}
# Of the team's pages these are: they are in another language for those who set one, and in no other way.
TEAM_PAGES = frozenset(
    {
        "account",
        "applications",
        "attribution",
        "cohorts",
        "conversions",
        "funnel",
        "links",
        "overview",
        "partner",
        "partners",
        "paths",
        "payout-run",
        "payouts",
        "program",
        "programs",
        "promo-codes",
        "settings",
        "settings-branding",
        "settings-tag",
        "settings-trust",
        "settings-keys",
        "settings-privacy",
        "settings-changes",
        "team",
        "fraud",
        "setup-site",
        "setup-tag",
        "setup-program",
        "setup-partner",
        "installation",
        "installation-people",
        "installation-health",
        "installation-keys",
        "installation-changes",
        "installation-account",
    }
)


@dataclass(frozen=True, slots=True)
class Choice:
    """A language that the page can be shown in, by its own name, and the address of that."""

    language: Language
    name: str
    address: str


def choose_language(request: Request, page: str, context: Mapping[str, Any]) -> Language:
    """English for what is not translated: never half a page. Where a choice is on the page, it holds."""
    saved = find_language(str(context.get("saved_language", "")))
    if is_of_team(page, context):
        return saved or Language.ENGLISH
    if page not in TRANSLATED:
        return Language.ENGLISH
    chosen = find_language(request.query_params.get("language", "")) if page in _OPEN_PAGES else None
    return chosen or saved or find_asked_language(request)


def is_of_team(page: str, context: Mapping[str, Any]) -> bool:
    """An error in the frame of the team is the team's."""
    return page in TEAM_PAGES or (page == "error" and "navigation" in context)


def find_asked_language(request: Request) -> Language:
    """What somebody without a setting of their own reads."""
    for given in (request.query_params.get("language", ""), request.cookies.get(LANGUAGE_COOKIE, "")):
        chosen = find_language(given)
        if chosen is not None:
            return chosen
    return negotiate_language(request.headers.get("accept-language", ""))


def list_choices(request: Request, page: str) -> list[Choice]:
    """None on a page of somebody who is signed in."""
    if page not in _OPEN_PAGES:
        return []
    # Relative, where the page is shown at its own address.
    path = "" if _OPEN_PAGES[page] in ("", request.url.path) else _OPEN_PAGES[page]
    kept = {name: value for name, value in request.query_params.items() if name != "language"}
    return [
        Choice(language, name, f"{path}?{urlencode({**kept, 'language': language.value})}")
        for language, name in NAMES.items()
    ]


def keep_choice(request: Request, page: str, response: Response) -> None:
    """The browser remembers what was chosen here, for the pages that follow."""
    chosen = find_language(request.query_params.get("language", ""))
    if chosen is not None and page not in _WITHOUT_COOKIE:
        response.set_cookie(
            LANGUAGE_COOKIE,
            chosen.value,
            max_age=_LASTS_SECONDS,
            httponly=True,
            samesite="lax",
            secure=request.url.scheme == "https",
        )
