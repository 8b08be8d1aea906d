"""/programs/{program_id}/application-form: the public page of a program, where anybody applies."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta, field
from sqlalchemy.orm import Session

from console.api.bodies import parse_body
from console.api.fields import Count, Resource, choice
from console.api.request import ApiRequest, Call, Document
from console.shown_terms import query_shown_terms
from database.sessions import begin_change, begin_read
from registry import application_forms
from registry.application_forms import MAX_QUESTIONS, ProgramForm, QuestionKind, find_form, put_form
from registry.models import Site
from registry.sites import get_site

APPLY_PATH = "/apply"
KindName = Annotated[str, choice(QuestionKind)]


class Question(Resource):
    """`choices` are the answers of a `choice`, 2 to 20."""

    text: str
    kind: KindName = QuestionKind.SHORT.value
    is_required: bool = False
    choices: list[str] = field(default_factory=list)


class ApplicationForm(Resource):
    """`path` at the console's address is the page, while it `is_open`.

    Whoever applies accepts the `terms`, which `terms_hash` stands for; with `accepts_all` he is a partner at once.
    """

    program_id: Count
    is_open: bool
    accepts_all: bool
    questions: list[Question]
    path: str
    terms_version: Count | None
    terms_hash: Annotated[str, Meta(description="SHA-256 of the sentences, a line each; empty without terms")]
    terms: Annotated[list[str], Meta(description="The terms in force as the page shows them")]


class ApplicationFormChange(Resource):
    """An absent field and `null` leave the value as it is; `questions` replace those of before."""

    is_open: bool | None = None
    accepts_all: bool | None = None
    questions: Annotated[list[Question], Meta(max_length=MAX_QUESTIONS)] | None = None


def answer_read(request: ApiRequest) -> Document:
    with begin_read(request.dependencies.sessions) as session:
        site = get_site(session, request.site().site_id)
        return _describe(session, site, find_form(session, site.id, int(request.path["program_id"])), request.now)


def answer_update(request: ApiRequest) -> Document:
    body = parse_body(request.body, ApplicationFormChange)
    with begin_change(request.dependencies.sessions) as session:
        site = get_site(session, request.site().site_id)
        form = put_form(
            session,
            site.id,
            int(request.path["program_id"]),
            is_open=body.is_open,
            accepts_all=body.accepts_all,
            questions=None if body.questions is None else [_parse_question(each) for each in body.questions],
        )
        return _describe(session, site, form, request.now)


def _parse_question(given: Question) -> application_forms.Question:
    return application_forms.Question(given.text, QuestionKind(given.kind), given.is_required, tuple(given.choices))


def _describe(session: Session, site: Site, form: ProgramForm, now: datetime) -> Document:
    terms = query_shown_terms(session, site, form.program_id, now)
    return Document(
        ApplicationForm(
            program_id=form.program_id,
            is_open=form.is_open,
            accepts_all=form.accepts_all,
            questions=[
                Question(each.text, each.kind.value, each.is_required, list(each.choices)) for each in form.questions
            ],
            path=f"{APPLY_PATH}/{site.site_key}/{form.program_id}",
            terms_version=terms.version,
            terms_hash=terms.hash,
            terms=list(terms.sentences),
        )
    )


_FORM, _SITE = "/programs/{program_id:id}/application-form", ("site",)
# fmt: off
CALLS = (
    Call("read_application_form", "GET", _FORM, answer_read, "The public page of a program, where anybody applies",
         _SITE, answer_type=ApplicationForm),
    Call("update_application_form", "PATCH", _FORM, answer_update, "Change the public page of a program", _SITE,
         ApplicationFormChange, ApplicationForm, is_write=True),
)
