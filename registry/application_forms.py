"""The public form of a program: whether it is open, what it asks, and whether the answers fit."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.checks import check_notes, check_text
from registry.errors import RegistryInvalid, RegistryMissing
from registry.models import ApplicationForm, Program, Site
from registry.sites import get_program

MAX_QUESTIONS = 10
_MAX_CHOICES = 20
_LONGEST_ANSWERS = {"short": 200, "long": 2000}


class QuestionKind(StrEnum):
    """How a question is answered."""

    SHORT = "short"
    LONG = "long"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Question:
    """``choices`` are those of the kind choice alone."""

    text: str
    kind: QuestionKind = QuestionKind.SHORT
    is_required: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ProgramForm:
    """What the form of a program is, also where none was ever made."""

    program_id: int
    is_open: bool = False
    accepts_all: bool = False
    questions: tuple[Question, ...] = ()


def find_form(session: Session, site_id: int, program_id: int) -> ProgramForm:
    """Raises ``RegistryMissing`` for a program that is not the site's, or is archived."""
    program = get_program(session, site_id, program_id)
    row = session.get(ApplicationForm, program.id)
    if row is None:
        return ProgramForm(program.id)
    questions = tuple(_load_question(each) for each in row.questions)
    return ProgramForm(program.id, row.is_open, row.accepts_all, questions)


def put_form(
    session: Session,
    site_id: int,
    program_id: int,
    *,
    is_open: bool | None = None,
    accepts_all: bool | None = None,
    questions: Sequence[Question] | None = None,
) -> ProgramForm:
    """Only what is given changes."""
    program = get_program(session, site_id, program_id)
    row = session.get(ApplicationForm, program.id)
    if row is None:
        row = ApplicationForm(program_id=program.id, site_id=site_id, is_open=False, accepts_all=False, questions=[])
        session.add(row)
    if questions is not None:
        row.questions = [asdict(each) for each in _check_questions(questions)]
    if is_open is not None:
        row.is_open = is_open
    if accepts_all is not None:
        row.accepts_all = accepts_all
    session.flush()
    return find_form(session, site_id, program_id)


def find_open_form(session: Session, site_key: str, program_id: int) -> tuple[Site, Program, ProgramForm]:
    """What the public page shows; raises ``RegistryMissing`` where there is none."""
    site = session.scalar(select(Site).where(Site.site_key == site_key, Site.archived_at.is_(None)))
    if site is None:
        raise RegistryMissing("no such program takes applications")
    form = find_form(session, site.id, program_id)
    if not form.is_open:
        raise RegistryMissing("no such program takes applications")
    return site, get_program(session, site.id, program_id), form


def check_answers(questions: Sequence[Question], given: Mapping[int, str]) -> list[dict[str, str]]:
    """The questions as they were asked, with their answers; ``given`` by the number of the question, from 1 on.

    Raises ``RegistryInvalid`` with the field ``answers.2``.
    """
    return [
        {"question": question.text, "answer": _check_answer(f"answers.{number}", question, given.get(number, ""))}
        for number, question in enumerate(questions, 1)
    ]


def _check_answer(field: str, question: Question, given: str) -> str:
    answer = given.strip()
    if not answer:
        if question.is_required:
            raise RegistryInvalid(field, "answer this question")
        return ""
    if question.kind is QuestionKind.CHOICE:
        if answer not in question.choices:
            raise RegistryInvalid(field, "choose one of the answers")
        return answer
    longest = _LONGEST_ANSWERS[question.kind]
    is_long = question.kind is QuestionKind.LONG
    return check_notes(field, answer, longest) if is_long else check_text(field, answer, longest)


def _check_questions(given: Sequence[Question]) -> list[Question]:
    if len(given) > MAX_QUESTIONS:
        raise RegistryInvalid("questions", f"give at most {MAX_QUESTIONS} questions")
    return [_check_question(each) for each in given]


def _check_question(given: Question) -> Question:
    choices = tuple(dict.fromkeys(check_text("questions", each, 100) for each in given.choices))
    if given.kind is QuestionKind.CHOICE and not 2 <= len(choices) <= _MAX_CHOICES:
        raise RegistryInvalid("questions", f"a choice needs 2 to {_MAX_CHOICES} different answers")
    if given.kind is not QuestionKind.CHOICE and choices:
        raise RegistryInvalid("questions", "only a choice has answers to choose from")
    return Question(check_text("questions", given.text), given.kind, given.is_required, choices)


def _load_question(stored: Mapping[str, object]) -> Question:
    return Question(
        text=str(stored["text"]),
        kind=QuestionKind(str(stored["kind"])),
        is_required=bool(stored["is_required"]),
        choices=tuple(map(str, stored["choices"])),  # type: ignore[call-overload]
    )
