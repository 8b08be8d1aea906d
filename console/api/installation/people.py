"""/installation/people: everybody with a login, their sites and sessions; /installation/changes: what was changed."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta
from sqlalchemy.orm import Session

from console.api.bodies import parse_body
from console.api.fields import Count, Instant, RegistryId, Resource
from console.api.request import ApiRequest, Call, Document, Table
from console.api.resources.changes import Changed, make_table
from console.api.resources.members import GivenRole, RoleName
from console.api.values import DEFAULT_ROWS, MAX_ROWS, parse_integer
from database.sessions import begin_change, begin_read
from registry import models
from registry.changes import list_changes
from registry.enums import Role
from registry.team.members import end_sessions, grant_membership, list_sessions
from registry.team.people import archive_person, change_administrator, get_person, list_people, map_memberships


class PersonSite(Resource):
    """A site to which a person has access."""

    site_id: Count
    name: str
    role: RoleName


class Person(Resource):
    """Somebody with a login; `sites` are those that are not archived."""

    member_id: Count
    email: str
    is_administrator: bool
    has_second_factor: bool
    sessions: Annotated[Count, Meta(description="Open ones")]
    sites: list[PersonSite]
    created_at: Instant
    archived_at: Instant | None


class PersonChange(Resource):
    """The installation keeps at least one administrator."""

    is_administrator: bool


class NewMembership(Resource):
    """Access to one more site, or another role there; the site's log of changes shows it."""

    site_id: RegistryId
    role: GivenRole = Role.OWNER.value


class SignedOutPerson(Resource):
    """How many sessions ended."""

    member_id: Count
    ended: Count


def answer_people(request: ApiRequest) -> Table:
    """Archived ones too, in the order in which their logins were made."""
    with begin_read(request.dependencies.sessions) as session:
        memberships = map_memberships(session)
        return Table([_make_person(session, each, memberships, request.now) for each in list_people(session)])


def answer_update_person(request: ApiRequest) -> Document:
    body = parse_body(request.body, PersonChange)
    with begin_change(request.dependencies.sessions) as session:
        person = change_administrator(session, int(request.path["member_id"]), body.is_administrator)
        return Document(_make_person(session, person, map_memberships(session), request.now))


def answer_archive_person(request: ApiRequest) -> Document:
    """Every session ends; nobody signs in with this address any more."""
    with begin_change(request.dependencies.sessions) as session:
        person = archive_person(session, int(request.path["member_id"]), request.now)
        return Document(_make_person(session, person, map_memberships(session), request.now))


def answer_end_sessions(request: ApiRequest) -> Document:
    """In every browser."""
    member_id = int(request.path["member_id"])
    with begin_change(request.dependencies.sessions) as session:
        get_person(session, member_id)
        ended = len(list_sessions(session, member_id, request.now))
        end_sessions(session, member_id)
    return Document(SignedOutPerson(member_id=member_id, ended=ended))


def answer_create_membership(request: ApiRequest) -> Document:
    body, member_id = parse_body(request.body, NewMembership), int(request.path["member_id"])
    with begin_change(request.dependencies.sessions) as session:
        person = get_person(session, member_id)
        grant_membership(session, member_id, body.site_id, body.role)
        return Document(_make_person(session, person, map_memberships(session), request.now))


def answer_changes(request: ApiRequest) -> Table:
    """What concerns the installation as a whole: people and administrators."""
    limit = parse_integer(request.query, "limit", 1, MAX_ROWS, DEFAULT_ROWS)
    before_id = parse_integer(request.query, "cursor", 1, 2**31 - 1, 0) or None
    with begin_read(request.dependencies.sessions) as session:
        return make_table(session, list_changes(session, None, limit, before_id), limit)


def _make_person(
    session: Session,
    person: models.TeamMember,
    memberships: dict[int, list[tuple[models.Site, str]]],
    now: datetime,
) -> Person:
    return Person(
        member_id=person.id,
        email=person.email,
        is_administrator=person.is_administrator,
        has_second_factor=person.totp_since is not None,
        sessions=len(list_sessions(session, person.id, now)),
        sites=[PersonSite(site.id, site.name, role) for site, role in memberships.get(person.id, [])],
        created_at=person.created_at,
        archived_at=person.archived_at,
    )


_ALL, _ONE = "/installation/people", "/installation/people/{member_id:id}"
# fmt: off
CALLS = (
    Call("list_people", "GET", _ALL, answer_people, "Everybody with a login", ("format",), answer_type=Person,
         is_for_administrators=True),
    Call("update_person", "PATCH", _ONE, answer_update_person, "Make somebody an administrator, or no longer",
         body=PersonChange, answer_type=Person, is_write=True, is_for_administrators=True),
    Call("archive_person", "DELETE", _ONE, answer_archive_person, "End a login", answer_type=Person, is_write=True,
         is_for_administrators=True),
    Call("end_person_sessions", "DELETE", f"{_ONE}/sessions", answer_end_sessions, "Sign a person out everywhere",
         answer_type=SignedOutPerson, is_write=True, is_for_administrators=True),
    Call("create_membership", "POST", f"{_ONE}/memberships", answer_create_membership,
         "Give a person access to a site", body=NewMembership, answer_type=Person, status=201, is_write=True,
         is_for_administrators=True),
    Call("list_installation_changes", "GET", "/installation/changes", answer_changes,
         "The log of changes of people and administrators", ("limit", "cursor", "format"), answer_type=Changed,
         is_for_administrators=True),
)
