"""Applications: what a form asks, what becomes of an answer, and what is known of who applied."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.application_forms import (
    MAX_QUESTIONS,
    ProgramForm,
    Question,
    QuestionKind,
    check_answers,
    find_form,
    find_open_form,
    put_form,
)
from registry.applications import (
    AcceptedTerms,
    ApplicationStatus,
    GivenApplication,
    accept_application,
    count_open,
    create_application,
    decline_application,
    list_applications,
    map_known_partners,
    suggest_code,
)
from registry.changes import Subject, list_changes
from registry.errors import RegistryConflict, RegistryInvalid, RegistryMissing
from registry.models import Application, Site
from registry.partners import create_partner
from registry.person_erasure import erase_from_registry
from registry.sites import create_site, get_program

NOW = datetime(2026, 3, 15, 12, tzinfo=UTC)
TERMS = AcceptedTerms(3, "hash")
ASKED = (Question("Where?", QuestionKind.SHORT, True), Question("Why?", QuestionKind.LONG))


@pytest.fixture
def site(registry_session: Session) -> Site:
    return create_site(registry_session, "Shop", ["shop.example"])


@pytest.fixture
def form(registry_session: Session, site: Site) -> ProgramForm:
    program = get_program(registry_session, site.id)
    return put_form(registry_session, site.id, program.id, is_open=True, questions=ASKED)


def apply(session: Session, site: Site, form: ProgramForm, **given: Any) -> Application:
    filled: dict[str, Any] = {"name": "Ada", "email": "ada@b.example", "website": "", "answers": {1: "Here"}}
    said = GivenApplication(**{**filled, **given})
    return create_application(session, site.id, form, said, TERMS, NOW, created_by="page")


def test_a_program_has_no_public_page_until_somebody_switches_it_on(registry_session: Session, site: Site) -> None:
    program = get_program(registry_session, site.id)
    assert find_form(registry_session, site.id, program.id) == ProgramForm(program.id)
    with pytest.raises(RegistryMissing):
        find_open_form(registry_session, site.site_key, program.id)
    put_form(registry_session, site.id, program.id, is_open=True)
    found, shown, form = find_open_form(registry_session, site.site_key, program.id)
    assert (found.id, shown.id, form.is_open) == (site.id, program.id, True)


def test_a_page_of_another_site_is_not_found(registry_session: Session, site: Site, form: ProgramForm) -> None:
    other = create_site(registry_session, "Other", ["other.example"])
    with pytest.raises(RegistryMissing):
        find_open_form(registry_session, other.site_key, form.program_id)
    with pytest.raises(RegistryMissing):
        put_form(registry_session, other.id, form.program_id, is_open=False)


def test_an_application_keeps_the_questions_as_they_were_asked(
    registry_session: Session, site: Site, form: ProgramForm
) -> None:
    made = apply(registry_session, site, form, answers={1: " My blog ", 2: "So\r\nthat"}, website="blog.example/a")
    assert made.answers == [
        {"question": "Where?", "answer": "My blog"},
        {"question": "Why?", "answer": "So\nthat"},
    ]
    assert (made.website, made.terms_version, made.terms_hash) == ("https://blog.example/a", 3, "hash")
    put_form(registry_session, site.id, form.program_id, questions=())
    assert list_applications(registry_session, site.id)[0].answers[0]["question"] == "Where?"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "A\r\nBcc: b@c.example"}, "name"),
        ({"email": ""}, "email"),
        ({"email": "ada"}, "email"),
        ({"website": "javascript:alert(1)"}, "website"),
        ({"website": "https://"}, "website"),
        ({"answers": {2: "Because"}}, "answers.1"),
        ({"answers": {1: "x" * 201}}, "answers.1"),
        ({"answers": {1: "x", 2: "x" * 2001}}, "answers.2"),
    ],
)
def test_what_does_not_fit_is_said_by_its_field(
    given: dict[str, Any], field: str, registry_session: Session, site: Site, form: ProgramForm
) -> None:
    with pytest.raises(RegistryInvalid) as raised:
        apply(registry_session, site, form, **given)
    assert raised.value.field == field


def test_a_choice_is_one_of_its_answers() -> None:
    question = Question("Which?", QuestionKind.CHOICE, choices=("Blog", "Video"))
    assert check_answers([question], {1: "Video"}) == [{"question": "Which?", "answer": "Video"}]
    assert check_answers([question], {}) == [{"question": "Which?", "answer": ""}]
    with pytest.raises(RegistryInvalid):
        check_answers([question], {1: "Radio"})


@pytest.mark.parametrize(
    "questions",
    [
        [Question("x")] * (MAX_QUESTIONS + 1),
        [Question("")],
        [Question("x", QuestionKind.CHOICE, choices=("one", "one"))],
        [Question("x", QuestionKind.SHORT, choices=("one", "two"))],
    ],
)
def test_questions_that_nobody_could_answer_are_not_asked(
    questions: list[Question], registry_session: Session, site: Site
) -> None:
    program = get_program(registry_session, site.id)
    with pytest.raises(RegistryInvalid, match="questions"):
        put_form(registry_session, site.id, program.id, questions=questions)


def test_of_one_address_one_application_waits(registry_session: Session, site: Site, form: ProgramForm) -> None:
    first = apply(registry_session, site, form)
    with pytest.raises(RegistryConflict, match="waits already"):
        apply(registry_session, site, form, email="Ada@B.example")
    decline_application(registry_session, site.id, first.id, NOW, reason="Too early", decided_by="member:1")
    apply(registry_session, site, form)
    assert count_open(registry_session, site.id) == 1


def test_an_accepted_applicant_is_a_partner_of_the_program(
    registry_session: Session, site: Site, form: ProgramForm
) -> None:
    waiting = apply(registry_session, site, form, name="Ada Löve & Co")
    decided, partner = accept_application(registry_session, site.id, waiting.id, NOW, decided_by="member:1")
    assert (partner.own_code, partner.email, partner.program_id) == ("ada-love-co", "ada@b.example", form.program_id)
    assert (decided.status, decided.partner_id, decided.decided_by) == ("accepted", partner.id, "member:1")
    with pytest.raises(RegistryConflict, match="accepted already"):
        decline_application(registry_session, site.id, waiting.id, NOW, reason="No", decided_by="member:1")


def test_to_decline_needs_a_reason(registry_session: Session, site: Site, form: ProgramForm) -> None:
    waiting = apply(registry_session, site, form)
    with pytest.raises(RegistryInvalid, match="reason"):
        decline_application(registry_session, site.id, waiting.id, NOW, reason=" ", decided_by="member:1")
    assert waiting.status == ApplicationStatus.OPEN


def test_a_decision_belongs_to_the_site(registry_session: Session, site: Site, form: ProgramForm) -> None:
    waiting = apply(registry_session, site, form)
    other = create_site(registry_session, "Other", ["other.example"])
    with pytest.raises(RegistryMissing):
        accept_application(registry_session, other.id, waiting.id, NOW, decided_by="member:1")
    assert list_applications(registry_session, other.id) == []


def test_a_suggested_code_is_free(registry_session: Session, site: Site) -> None:
    for code in ("ada", "ada-2"):
        create_partner(registry_session, site.id, code, "Ada")
    assert suggest_code(registry_session, site.id, "Ada") == "ada-3"
    assert suggest_code(registry_session, site.id, "Ада") == "partner"


def test_whoever_has_the_address_already_is_known(registry_session: Session, site: Site) -> None:
    partner, _ = create_partner(registry_session, site.id, "ada", "Ada", email="ada@b.example")
    other = create_site(registry_session, "Other", ["other.example"])
    assert map_known_partners(registry_session, site.id, ["ada@b.example"]) == {"ada@b.example": [partner.id]}
    assert map_known_partners(registry_session, other.id, ["ada@b.example"]) == {}


def test_the_log_of_changes_names_what_was_decided_and_nobody(
    registry_session: Session, site: Site, form: ProgramForm
) -> None:
    waiting = apply(registry_session, site, form)
    decline_application(registry_session, site.id, waiting.id, NOW, reason="Ada is unknown", decided_by="member:1")
    logged = list_changes(registry_session, site.id, 10, subject=Subject.APPLICATION)
    assert [(each.act, sorted(each.fields), each.after) for each in logged] == [
        ("updated", ["reason", "status"], {"status": "declined"}),
        ("created", ["partner_id", "status"], {"status": "open"}),
    ]


def test_an_erased_person_has_no_application_of_this_site(
    registry_session: Session, site: Site, form: ProgramForm
) -> None:
    apply(registry_session, site, form)
    apply(registry_session, site, form, email="bob@b.example")
    other = create_site(registry_session, "Other", ["other.example"])
    assert erase_from_registry(registry_session, other.id, "ada@b.example")["applications"] == 0
    assert erase_from_registry(registry_session, site.id, "ADA+x@b.example")["applications"] == 1
    assert registry_session.scalars(select(Application.email)).all() == ["bob@b.example"]
