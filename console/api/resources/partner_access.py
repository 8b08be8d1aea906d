"""/partners/{partner_id}: the token for the API, the links and the sessions by which a partner gets in."""

from console.api.fields import Count, Instant, Resource
from console.api.mailing import check_mailing
from console.api.request import ApiRequest, Call, Document
from console.errors import NothingFound
from database.sessions import begin_change
from outbound.requests import mail_partner_link
from registry.key_revocation import check_maker
from registry.partner_sessions import SIGN_IN_PATH, create_sign_in_link, end_partner_sessions
from registry.partner_tokens import renew_token, revoke_token
from registry.partners import get_partner
from registry.publication import change_registry


class Token(Resource):
    """A new token, shown this once; the old one ends."""

    partner_id: Count
    token: str


class NoToken(Resource):
    """The partner has no token from now on."""

    partner_id: Count


class SignInLink(Resource):
    """`path` at the console's address opens the partner's page once and is shown this once."""

    partner_id: Count
    path: str
    expires_at: Instant


class MailedLink(Resource):
    """A link to `email` is under way; nobody of the team sees it."""

    partner_id: Count
    email: str


class EndedSessions(Resource):
    """How many sessions ended; links that were not opened yet end as well."""

    partner_id: Count
    ended: Count


def answer_create_token(request: ApiRequest) -> Document:
    partner_id = int(request.path["partner_id"])
    if request.caller.partner_id not in (None, partner_id):
        raise NothingFound("no such partner of yours")
    with change_registry(request.dependencies.sessions, request.dependencies.redis) as session:
        check_maker(session, request.caller.name, request.now)
        # What a partner makes by a link or a token may do no more than that.
        made_by = request.caller.opened_by if request.caller.partner_id else request.caller.name
        token = renew_token(session, request.site().site_id, partner_id, created_by=made_by)
        return Document(Token(partner_id=partner_id, token=token))


def answer_revoke_token(request: ApiRequest) -> Document:
    """The partner has no token until a new one is made."""
    partner_id = int(request.path["partner_id"])
    with change_registry(request.dependencies.sessions, request.dependencies.redis) as session:
        revoke_token(session, request.site().site_id, partner_id)
    return Document(NoToken(partner_id=partner_id))


def answer_create_sign_in_link(request: ApiRequest) -> Document:
    site_id, partner_id, maker = request.site().site_id, int(request.path["partner_id"]), request.caller.name
    with change_registry(request.dependencies.sessions, request.dependencies.redis) as session:
        check_maker(session, maker, request.now)
        token, expires_at = create_sign_in_link(session, site_id, partner_id, request.now, created_by=maker)
    return Document(SignInLink(partner_id=partner_id, path=f"{SIGN_IN_PATH}#{token}", expires_at=expires_at))


def answer_mail_sign_in_link(request: ApiRequest) -> Document:
    """At most one a minute."""
    check_mailing(sends_mail=request.dependencies.sends_mail)
    with begin_change(request.dependencies.sessions) as session:
        partner = get_partner(session, request.site().site_id, int(request.path["partner_id"]))
        mail_partner_link(session, partner, request.now)
        return Document(MailedLink(partner_id=partner.id, email=partner.email))


def answer_end_sessions(request: ApiRequest) -> Document:
    partner_id = int(request.path["partner_id"])
    with change_registry(request.dependencies.sessions, request.dependencies.redis) as session:
        ended = end_partner_sessions(session, request.site().site_id, partner_id)
    return Document(EndedSessions(partner_id=partner_id, ended=ended))


_ONE, _SITE = "/partners/{partner_id:id}", ("site",)
# fmt: off
CALLS = (
    Call("create_partner_token", "POST", f"{_ONE}/token", answer_create_token, "Renew a partner's token", _SITE,
         answer_type=Token, is_for_partners=True, is_write=True),
    Call("revoke_partner_token", "DELETE", f"{_ONE}/token", answer_revoke_token, "Revoke a partner's token", _SITE,
         answer_type=NoToken, is_write=True),
    Call("create_sign_in_link", "POST", f"{_ONE}/sign-in-link", answer_create_sign_in_link,
         "Make a link that opens the partner's page once", _SITE, answer_type=SignInLink, status=201, is_write=True),
    Call("mail_sign_in_link", "POST", f"{_ONE}/sign-in-mail", answer_mail_sign_in_link,
         "Mail a partner a link that opens his page once", _SITE, answer_type=MailedLink, status=202, is_write=True),
    Call("end_partner_sessions", "DELETE", f"{_ONE}/sessions", answer_end_sessions,
         "End the sessions of a partner and the links not opened yet", _SITE, answer_type=EndedSessions,
         is_write=True),
)
