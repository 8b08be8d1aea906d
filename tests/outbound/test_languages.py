"""A mail is in the language of its reader: the one he set, else that in which it was asked for."""

from collections.abc import Iterator

import pytest

from database.sessions import Sessions, begin_change
from outbound.outbox import MailKind
from outbound.requests import mail_application, mail_invitation, mail_partner_link, mail_sign_in_links
from outbound.schedule import Post, send_next
from registry.application_forms import ProgramForm
from registry.applications import AcceptedTerms, GivenApplication, accept_application, create_application
from registry.partners import create_partner, update_partner
from registry.sites import create_site, get_program
from registry.team.invitations import create_invitation
from registry.team.members import create_member
from registry.team.preferences import update_preferences
from settings.smtp_address import Security, SmtpServer
from tests.fixtures.event_rows import at
from tests.fixtures.mail import MailServer, run_mail_server
from tests.fixtures.registry import open_empty_registry

NOW = at("2026-03-15T12:00:00")
ADDRESS = "ada@b.example"


@pytest.fixture
def sessions(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sessions]:
    with open_empty_registry(tmp_path_factory.mktemp("registry")) as sessions:
        yield sessions


@pytest.fixture(scope="module")
def mailbox() -> Iterator[MailServer]:
    with run_mail_server() as server:
        yield server


@pytest.fixture
def post(mailbox: MailServer) -> Post:
    mailbox.messages.clear()
    return Post(SmtpServer("127.0.0.1", mailbox.port, Security.NONE), "p@shop.example", "https://console.example")


@pytest.fixture
def site_id(sessions: Sessions) -> int:
    with begin_change(sessions) as session:
        return create_site(session, "Sklep", ["shop.example"]).id


def read_mail(sessions: Sessions, post: Post, mailbox: MailServer) -> tuple[str, str]:
    """Subject and text of the one mail that waits."""
    mailbox.messages.clear()
    assert send_next(sessions, post, NOW)
    [mail] = mailbox.list_to(ADDRESS)
    return str(mail["Subject"]), mail.get_content()


def test_a_partner_who_reads_russian_gets_his_link_in_russian(
    sessions: Sessions, site_id: int, post: Post, mailbox: MailServer
) -> None:
    with begin_change(sessions) as session:
        mail_partner_link(session, create_partner(session, site_id, "ada", "Ада", email=ADDRESS, language="ru")[0], NOW)
    subject, text = read_mail(sessions, post, mailbox)
    assert subject == "Теперь вы партнёр Sklep"
    assert text.startswith("Sklep добавляет вас в число партнёров.")
    assert "https://console.example/partner/sign-in#" in text
    assert "Она открывается один раз, в течение трёх дней." in text


@pytest.mark.parametrize(
    ("own", "asked", "subject"),
    [
        ("", "pl", "Twój link do logowania"),
        ("ru", "pl", "Ваша ссылка для входа"),
        ("en", "pl", "Your sign-in link"),
        ("", "", "Your sign-in link"),
    ],
)
def test_a_setting_goes_before_the_language_of_the_page_where_a_link_was_asked_for(
    sessions: Sessions, site_id: int, post: Post, mailbox: MailServer, own: str, asked: str, subject: str
) -> None:
    with begin_change(sessions) as session:
        create_partner(session, site_id, "ada", "Ada", email=ADDRESS, language=own)
        mail_sign_in_links(session, ADDRESS, NOW, language=asked)
    assert read_mail(sessions, post, mailbox)[0] == subject


def test_the_language_is_that_at_the_time_of_sending(
    sessions: Sessions, site_id: int, post: Post, mailbox: MailServer
) -> None:
    with begin_change(sessions) as session:
        partner, _ = create_partner(session, site_id, "ada", "Ada", email=ADDRESS)
        mail_partner_link(session, partner, NOW)
        update_partner(session, site_id, partner.id, language="pl")
    assert read_mail(sessions, post, mailbox)[0] == "Witamy w gronie partnerów Sklep"


def test_whoever_applied_in_polish_is_written_to_in_polish_and_is_a_partner_who_reads_it(
    sessions: Sessions, site_id: int, post: Post, mailbox: MailServer
) -> None:
    with begin_change(sessions) as session:
        form = ProgramForm(get_program(session, site_id).id, is_open=True)
        given = GivenApplication("Ada", ADDRESS, "", {}, "pl")
        application = create_application(session, site_id, form, given, AcceptedTerms(), NOW, created_by="page")
        mail_application(session, MailKind.APPLICATION_RECEIVED, application, NOW)
    subject, text = read_mail(sessions, post, mailbox)
    assert (subject, "Otrzymaliśmy Twoje zgłoszenie" in text) == ("Twoje zgłoszenie do Sklep", True)
    with begin_change(sessions) as session:
        application, partner = accept_application(session, site_id, application.id, NOW, decided_by="member:1")
        assert partner.language == "pl"
        mail_application(session, MailKind.APPLICATION_ACCEPTED, application, NOW)
    assert "zostało przyjęte" in read_mail(sessions, post, mailbox)[1]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("", "You are invited to work on Sklep as finance."),
        ("pl", "Zapraszamy do współpracy przy Sklep w roli: finanse."),
        ("ru", "Вас приглашают работать с Sklep, роль — финансы."),
    ],
)
def test_an_invitation_of_the_team_is_in_the_language_of_whoever_invites(
    sessions: Sessions, site_id: int, post: Post, mailbox: MailServer, language: str, said: str
) -> None:
    with begin_change(sessions) as session:
        member = create_member(session, site_id, "owner@shop.example", "correct horse")
        update_preferences(session, member.id, language=language)
        mail_invitation(
            session, create_invitation(session, site_id, ADDRESS, "finance", NOW, invited_by=member.id)[0], NOW
        )
    assert said in read_mail(sessions, post, mailbox)[1]
