"""/members/me: what a signed-in team member sets for themselves, in any role."""

from console.access import Caller
from console.api.bodies import parse_body
from console.api.fields import Count, Resource
from console.api.request import ApiRequest, Call, Document
from console.errors import AccessDenied
from database.sessions import begin_change, begin_read
from registry.models import TeamMember
from registry.team.preferences import update_preferences


class OwnSettings(Resource):
    """The time zone and the currency in which figures are shown; an empty text: as the site.

    `display_currency` may be `original`: amounts stay in the currencies in which they were recorded. `language` is
    `en`, `pl`, `ru` or empty.
    """

    member_id: Count
    email: str
    timezone: str
    display_currency: str
    language: str


class OwnSettingsChange(Resource):
    """An absent field and `null` leave the value as it is; an empty text: as the site."""

    timezone: str | None = None
    display_currency: str | None = None
    language: str | None = None


def answer_read(request: ApiRequest) -> Document:
    with begin_read(request.dependencies.sessions) as session:
        return Document(_make_resource(session.get_one(TeamMember, _find_own_id(request.caller))))


def answer_update(request: ApiRequest) -> Document:
    member_id = _find_own_id(request.caller)
    body = parse_body(request.body, OwnSettingsChange)
    with begin_change(request.dependencies.sessions) as session:
        changed = update_preferences(
            session,
            member_id,
            timezone=body.timezone,
            display_currency=body.display_currency,
            language=body.language,
        )
        return Document(_make_resource(changed))


def _find_own_id(caller: Caller) -> int:
    if caller.member_id is None:
        raise AccessDenied("only a signed-in team member has settings of their own")
    return caller.member_id


def _make_resource(member: TeamMember) -> OwnSettings:
    return OwnSettings(
        member_id=member.id,
        email=member.email,
        timezone=member.timezone or "",
        display_currency=member.display_currency or "",
        language=member.language,
    )


# No write of a site: an analyst, who changes nothing there, sets these as well.
CALLS = (
    Call("read_own_settings", "GET", "/members/me", answer_read, "Your own settings", answer_type=OwnSettings),
    Call(
        "update_own_settings",
        "PATCH",
        "/members/me",
        answer_update,
        "Change your own settings",
        body=OwnSettingsChange,
        answer_type=OwnSettings,
    ),
)
