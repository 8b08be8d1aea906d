"""GET /changes: who changed what of a site, newest first.

No secret is in it. What is listed elsewhere with a right alone is seen here with the same right.
"""

from collections.abc import Sequence
from typing import Annotated, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.api.fields import JSON_ONLY, LABEL, Count, Instant, Resource, choice
from console.api.request import ApiRequest, Call, Table
from console.api.values import DEFAULT_ROWS, MAX_ROWS, parse_choice, parse_integer
from database.sessions import begin_read
from events.enums import Scope
from registry import models
from registry.changes import Act, Subject, list_changes
from registry.team.rights import Right

_NAMES = {
    Subject.SITE: models.Site.name,
    Subject.PROGRAM: models.Program.name,
    Subject.PARTNER: models.Partner.name,
    Subject.PROMO_CODE: models.PromoCode.code,
    Subject.KEY: models.SecretKey.label,
    Subject.MEMBER: models.TeamMember.email,
    Subject.PERSON: models.TeamMember.email,
    Subject.INVITATION: models.Invitation.email,
}
# As the calls that list these: an invitation has the address of somebody who is no member yet.
_NEEDED_RIGHTS = {
    Subject.INVITATION: Right.SETTINGS,
    Subject.ERASURE: Right.SETTINGS,
    Subject.PAYOUT_METHOD: Right.PAYOUTS,
    Subject.PAYOUT_REQUEST: Right.PAYOUTS,
}


class Changed(Resource):
    """One change. `author` is a caller like `member:7` or `key:3`, `command` on the server, `page` for an applicant,
    `mail` where a mail was sent, or empty where prm did it.

    `fields` names what changed; `before` and `after` have the values of those that are neither secret nor personal.
    The names are those of today.
    """

    change_id: Count
    at: Instant
    author: str
    author_name: Annotated[str, LABEL]
    subject: Annotated[str, choice(Subject)]
    subject_id: Count
    subject_name: Annotated[str, LABEL]
    act: Annotated[str, choice(Act)]
    fields: list[str]
    before: Annotated[dict[str, Any], JSON_ONLY]
    after: Annotated[dict[str, Any], JSON_ONLY]


def answer_list(request: ApiRequest) -> Table:
    """With `next_cursor` where there are more."""
    limit = parse_integer(request.query, "limit", 1, MAX_ROWS, DEFAULT_ROWS)
    before_id = parse_integer(request.query, "cursor", 1, 2**31 - 1, 0) or None
    subject = parse_choice(request.query, "change_of", ("", *Subject), "")
    site = request.site()
    hidden = {each for each, right in _NEEDED_RIGHTS.items() if not site.may(right)}
    with begin_read(request.dependencies.sessions) as session:
        return make_table(session, list_changes(session, site.site_id, limit, before_id, subject, hidden), limit)


def make_table(session: Session, found: Sequence[models.Change], limit: int) -> Table:
    """The changes with the names of what they concern."""
    names = {kind: _find_names(session, kind, found) for kind in _NAMES}
    authors = _find_authors(session, found)
    rows = [_make_resource(each, names, authors) for each in found]
    return Table(rows, {"next_cursor": str(found[-1].id) if len(found) == limit else None})


def _make_resource(change: models.Change, names: dict[Subject, dict[int, str]], authors: dict[str, str]) -> Changed:
    subject = Subject(change.subject)
    return Changed(
        change_id=change.id,
        at=change.at,
        author=change.author,
        author_name=authors.get(change.author, ""),
        subject=subject.value,
        subject_id=change.subject_id,
        subject_name=names.get(subject, {}).get(change.subject_id, ""),
        act=change.act,
        fields=change.fields,
        before=change.before,
        after=change.after,
    )


def _find_names(session: Session, kind: Subject, found: Sequence[models.Change]) -> dict[int, str]:
    ids = {each.subject_id for each in found if each.subject == kind}
    name = _NAMES[kind]
    rows = session.execute(select(name.class_.id, name).where(name.class_.id.in_(ids))) if ids else ()
    return {row[0]: row[1] for row in rows}


def _find_authors(session: Session, found: Sequence[models.Change]) -> dict[str, str]:
    """Of team members the e-mail address, of keys the label."""
    authors = {each.author for each in found}
    named: dict[str, str] = {}
    for kind, column in (("member", models.TeamMember.email), ("key", models.SecretKey.label)):
        ids = [int(each.partition(":")[2]) for each in authors if each.startswith(f"{kind}:")]
        rows = session.execute(select(column.class_.id, column).where(column.class_.id.in_(ids))) if ids else ()
        named |= {f"{kind}:{row[0]}": row[1] for row in rows}
    return named


# fmt: off
CALLS = (
    Call("list_changes", "GET", "/changes", answer_list, "The log of changes of a site, newest first",
         ("site", "change_of", "limit", "cursor", "format"), answer_type=Changed, key_scope=Scope.ADMIN),
)
