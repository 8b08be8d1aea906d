"""In which time zone and currency a person sees figures, as the site unless the person says otherwise; the language."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from registry.checks import check_currency, check_language, check_timezone
from registry.models import Site, TeamMember

# A person may see the currencies as they were recorded though the site converts them.
ORIGINAL = "original"


@dataclass(frozen=True, slots=True)
class Preferences:
    """``currency`` is the one to convert to; empty: amounts stay in the currencies in which they were recorded."""

    timezone: str
    currency: str


def find_preferences(site: Site, member: TeamMember | None = None) -> Preferences:
    """What holds for the member at this site; without a member what holds for its partners."""
    timezone = (member and member.timezone) or site.timezone
    currency = (member and member.display_currency) or site.display_currency
    return Preferences(timezone, "" if currency == ORIGINAL else currency)


def update_preferences(
    session: Session,
    member_id: int,
    *,
    timezone: str | None = None,
    display_currency: str | None = None,
    language: str | None = None,
) -> TeamMember:
    """Only what is given changes; an empty text: as the site from now on."""
    member = session.get_one(TeamMember, member_id)
    if timezone is not None:
        member.timezone = check_timezone("timezone", timezone) if timezone else None
    if display_currency is not None:
        member.display_currency = _check_display_currency(display_currency)
    if language is not None:
        member.language = check_language("language", language)
    session.flush()
    return member


def _check_display_currency(value: str) -> str | None:
    if value in ("", ORIGINAL):
        return value or None
    return check_currency("display_currency", value)
