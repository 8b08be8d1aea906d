"""A mail is sent once for its key, tried again with growing pauses, and its link opens what it says."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest

from database.sessions import Sessions, begin_change, begin_read
from outbound.outbox import (
    KEPT,
    LEASE,
    PAUSES,
    MailKind,
    MailState,
    begin_attempt,
    end_mail,
    list_mails,
    postpone_mail,
    queue_mail,
    remove_old_mails,
    retry_mail,
)
from outbound.requests import mail_invitation, mail_partner_link, mail_sign_in_links
from outbound.schedule import Post, send_next
from registry.enums import PartnerStatus
from registry.errors import RegistryConflict, RegistryInvalid
from registry.models import Partner
from registry.partner_sessions import open_sign_in_link
from registry.partners import create_partner, update_partner
from registry.person_erasure import erase_from_registry
from registry.sites import create_site
from registry.team.invitations import create_invitation, find_invitation, withdraw_invitation
from registry.team.members import create_member
from settings.smtp_address import Security, SmtpServer
from tests.fixtures.event_rows import at
from tests.fixtures.mail import MailServer, run_mail_server
from tests.fixtures.registry import open_empty_registry

NOW = at("2026-03-15T12:00:00")


@pytest.fixture
def sessions(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sessions]:
    with open_empty_registry(tmp_path_factory.mktemp("registry")) as sessions:
        yield sessions


@pytest.fixture
def partner(sessions: Sessions) -> Partner:
    with begin_change(sessions) as session:
        site = create_site(session, "Shop", ["shop.example"])
        return create_partner(session, site.id, "ada", "Ada", email="ada@b.example")[0]


@pytest.fixture(scope="module")
def mailbox() -> Iterator[MailServer]:
    with run_mail_server() as server:
        yield server


@pytest.fixture
def post(mailbox: MailServer) -> Post:
    mailbox.messages.clear()
    mailbox.answers.clear()
    return Post(SmtpServer("127.0.0.1", mailbox.port, Security.NONE), "p@shop.example", "https://console.example")


def ask(sessions: Sessions, partner: Partner) -> None:
    with begin_change(sessions) as session:
        mail_partner_link(session, partner, NOW)


def read_states(sessions: Sessions) -> list[tuple[str, int]]:
    with begin_read(sessions) as session:
        return [(each.state, each.attempts) for each in list_mails(session)]


def find_token(text: str) -> str:
    found = re.search(r"https://console\.example/[a-z/-]+#(\S+)", text)
    assert found is not None
    return found[1]


def test_a_link_is_in_the_mail_alone_and_opens_the_partner(
    sessions: Sessions, partner: Partner, post: Post, mailbox: MailServer
) -> None:
    ask(sessions, partner)
    with begin_read(sessions) as session:
        assert [each.payload for each in list_mails(session)] == [{"partner_id": partner.id}]
    assert send_next(sessions, post, NOW)
    [mail] = mailbox.list_to("ada@b.example")
    token = find_token(mail.get_content())
    with begin_change(sessions) as session:
        assert open_sign_in_link(session, token, NOW) is not None
    assert read_states(sessions) == [(MailState.SENT, 1)]
    assert not send_next(sessions, post, NOW + KEPT)


def test_the_same_mail_is_queued_once(sessions: Sessions, partner: Partner) -> None:
    ask(sessions, partner)
    ask(sessions, partner)
    assert len(read_states(sessions)) == 1


def test_whoever_has_no_address_gets_no_mail(sessions: Sessions, partner: Partner) -> None:
    with begin_change(sessions) as session:
        bob, _ = create_partner(session, partner.site_id, "bob", "Bob")
        with pytest.raises(RegistryConflict, match="has no e-mail address"):
            mail_partner_link(session, bob, NOW)


def test_a_server_that_is_away_is_tried_again_with_growing_pauses_and_not_always(
    sessions: Sessions, partner: Partner, post: Post, mailbox: MailServer
) -> None:
    ask(sessions, partner)
    moment = NOW
    for pause in (*PAUSES, timedelta(0)):
        mailbox.answers.append("451 busy")
        assert send_next(sessions, post, moment)
        assert not send_next(sessions, post, moment + pause - timedelta(seconds=1))
        moment += pause
    assert list(PAUSES) == sorted(PAUSES)
    assert read_states(sessions) == [(MailState.FAILED, len(PAUSES) + 1)]
    with begin_change(sessions) as session:
        [failed] = list_mails(session, MailState.FAILED)
        assert failed.problem == "the mail server answered 451 busy"
        retry_mail(session, failed.id, moment)
    assert send_next(sessions, post, moment)
    assert read_states(sessions) == [(MailState.SENT, 1)]


def test_a_mail_that_cannot_be_written_stops_no_other(
    sessions: Sessions, partner: Partner, post: Post, mailbox: MailServer
) -> None:
    with begin_change(sessions) as session:
        queue_mail(
            session, MailKind.PARTNER_INVITATION, "bob@b.example", "without a partner", NOW - timedelta(minutes=1)
        )
    ask(sessions, partner)
    assert send_next(sessions, post, NOW)
    assert sorted(read_states(sessions)) == [(MailState.QUEUED, 0), (MailState.QUEUED, 1)]
    assert send_next(sessions, post, NOW)
    assert len(mailbox.list_to("ada@b.example")) == 1
    assert not send_next(sessions, post, NOW)


def test_an_address_that_the_server_never_takes_fails_at_once(
    sessions: Sessions, partner: Partner, post: Post, mailbox: MailServer
) -> None:
    ask(sessions, partner)
    mailbox.answers.append("550 no such user")
    send_next(sessions, post, NOW)
    assert read_states(sessions) == [(MailState.FAILED, 1)]


def test_what_a_killed_worker_left_is_sent_after_its_lease(
    sessions: Sessions, partner: Partner, post: Post, mailbox: MailServer
) -> None:
    ask(sessions, partner)
    with begin_change(sessions) as session:
        assert begin_attempt(session, NOW) is not None
    assert not send_next(sessions, post, NOW + LEASE - timedelta(seconds=1))
    assert send_next(sessions, post, NOW + LEASE)
    assert len(mailbox.messages) == 1


@pytest.mark.parametrize("change", [{"status": PartnerStatus.BLOCKED}, {"email": "other@b.example"}])
def test_a_link_that_is_not_due_any_more_is_not_sent(
    change: dict[str, str], sessions: Sessions, partner: Partner, post: Post, mailbox: MailServer
) -> None:
    ask(sessions, partner)
    with begin_change(sessions) as session:
        update_partner(session, partner.site_id, partner.id, **change)  # type: ignore[arg-type]
    assert send_next(sessions, post, NOW)
    assert (read_states(sessions), mailbox.messages) == ([(MailState.DROPPED, 1)], [])


def test_an_invitation_is_mailed_and_the_mailed_link_is_the_only_one(
    sessions: Sessions, partner: Partner, post: Post, mailbox: MailServer
) -> None:
    with begin_change(sessions) as session:
        owner = create_member(session, partner.site_id, "owner@shop.example", "correct horse")
        made, shown = create_invitation(session, partner.site_id, "eve@b.example", "analyst", NOW, invited_by=owner.id)
        mail_invitation(session, made, NOW)
    send_next(sessions, post, NOW)
    text = mailbox.list_to("eve@b.example")[0].get_content()
    assert "You are invited to work on Shop as analyst." in text
    with begin_read(sessions) as session:
        assert find_invitation(session, shown, NOW) is None
        found = find_invitation(session, find_token(text), NOW)
        assert found is not None
        assert found.id == made.id


def test_a_withdrawn_invitation_is_not_mailed(
    sessions: Sessions, partner: Partner, post: Post, mailbox: MailServer
) -> None:
    with begin_change(sessions) as session:
        owner = create_member(session, partner.site_id, "owner@shop.example", "correct horse")
        made, _ = create_invitation(session, partner.site_id, "eve@b.example", "analyst", NOW, invited_by=owner.id)
        mail_invitation(session, made, NOW)
        withdraw_invitation(session, partner.site_id, made.id)
    send_next(sessions, post, NOW)
    assert (read_states(sessions), mailbox.messages) == ([(MailState.DROPPED, 1)], [])


def test_whoever_asks_by_an_address_gets_a_link_for_each_of_its_partners(
    sessions: Sessions, partner: Partner, post: Post, mailbox: MailServer
) -> None:
    with begin_change(sessions) as session:
        other = create_site(session, "Second Shop", ["second.example"])
        create_partner(session, other.id, "ada", "Ada", email="ada@b.example")
        mail_sign_in_links(session, " Ada@B.example ", NOW)
        mail_sign_in_links(session, "nobody@b.example", NOW)
    while send_next(sessions, post, NOW):
        pass
    [mail] = mailbox.messages
    assert mail["To"] == "ada@b.example"
    assert re.findall(r"^(.*):\nhttps://console", mail.get_content(), re.MULTILINE) == ["Shop", "Second Shop"]
    assert sorted(read_states(sessions)) == [(MailState.DROPPED, 1), (MailState.SENT, 1)]


def test_links_of_one_address_are_mailed_some_times_an_hour(sessions: Sessions, partner: Partner) -> None:
    with begin_change(sessions) as session:
        for minutes in range(0, 60, 2):
            mail_sign_in_links(session, "ada@b.example", NOW + timedelta(minutes=minutes))
    assert len(read_states(sessions)) == 3
    with begin_change(sessions) as session:
        mail_sign_in_links(session, "ada@b.example", NOW + timedelta(hours=2))
    assert len(read_states(sessions)) == 4


def test_what_is_no_address_is_said(sessions: Sessions) -> None:
    with begin_change(sessions) as session, pytest.raises(RegistryInvalid, match="give an address"):
        mail_sign_in_links(session, "ada", NOW)


def test_an_erased_person_is_in_no_mail(sessions: Sessions, partner: Partner, post: Post) -> None:
    ask(sessions, partner)
    with begin_change(sessions) as session:
        mail_sign_in_links(session, "ada@b.example", NOW)
        mail_sign_in_links(session, "other@b.example", NOW)
        assert erase_from_registry(session, partner.site_id, "Ada@b.example")["mails"] == 2
        assert erase_from_registry(session, partner.site_id, "", ["ada@b.example"]) == {}
    with begin_read(sessions) as session:
        assert [each.address for each in list_mails(session)] == ["other@b.example"]


def queue_report(sessions: Sessions, site_id: int, key: str) -> None:
    figures = {"report_mail_id": 1, "left_out": 0, "rows": [["Partner"], ["Ada Lovelace"]], "csv": "Ada Lovelace"}
    with begin_change(sessions) as session:
        queue_mail(session, MailKind.REPORT, f"{key}@team.example", key, NOW, figures, site_id=site_id)


def end_next(sessions: Sessions, state: MailState) -> None:
    with begin_change(sessions) as session:
        mail = begin_attempt(session, NOW)
        assert mail is not None
        end_mail(session, mail.id, state, NOW)


def test_an_erasure_removes_every_report_of_the_site_that_waits_or_failed(sessions: Sessions, partner: Partner) -> None:
    with begin_change(sessions) as session:
        other = create_site(session, "Second Shop", ["second.example"])
    for key, state in (("sent", MailState.SENT), ("failed", MailState.FAILED)):
        queue_report(sessions, partner.site_id, key)
        end_next(sessions, state)
    queue_report(sessions, partner.site_id, "waits")
    queue_report(sessions, other.id, "other")
    with begin_change(sessions) as session:
        assert erase_from_registry(session, partner.site_id, "", ["c-17"]) == {"mails": 2}
        assert [each.key for each in list_mails(session)] == ["report:other", "report:sent"]


def test_nothing_but_ids_stays_of_a_report_that_failed(sessions: Sessions, partner: Partner) -> None:
    for key in ("never taken", "tried"):
        queue_report(sessions, partner.site_id, key)
    end_next(sessions, MailState.FAILED)
    moment = NOW
    for pause in (*PAUSES, timedelta(0)):
        with begin_change(sessions) as session:
            mail = begin_attempt(session, moment)
            assert mail is not None
            assert "csv" in mail.payload
            postpone_mail(session, mail.id, moment, "busy")
        moment += pause
    with begin_change(sessions) as session:
        failed = list_mails(session, MailState.FAILED)
        assert [(each.payload, each.problem) for each in failed] == [
            ({"report_mail_id": 1, "left_out": 0}, "busy"),
            ({"report_mail_id": 1, "left_out": 0}, ""),
        ]
        for each in failed:
            with pytest.raises(RegistryConflict, match="wait for its next turn"):
                retry_mail(session, each.id, moment)


def test_mail_of_another_site_is_not_erased_with_a_person_of_this_one(sessions: Sessions, partner: Partner) -> None:
    ask(sessions, partner)
    with begin_change(sessions) as session:
        other = create_site(session, "Second Shop", ["second.example"])
        assert erase_from_registry(session, other.id, "ada@b.example")["mails"] == 0


def test_old_mail_is_removed(sessions: Sessions, partner: Partner, post: Post) -> None:
    ask(sessions, partner)
    send_next(sessions, post, NOW)
    with begin_change(sessions) as session:
        remove_old_mails(session, NOW + KEPT)
        assert len(list_mails(session)) == 1
        remove_old_mails(session, NOW + KEPT + timedelta(seconds=1))
        assert list_mails(session) == []


def test_a_mail_erased_while_it_is_sent_is_not_stored_again(sessions: Sessions, partner: Partner) -> None:
    ask(sessions, partner)
    with begin_change(sessions) as session:
        mail = begin_attempt(session, NOW)
        assert mail is not None
        erase_from_registry(session, partner.site_id, "ada@b.example")
    with begin_change(sessions) as session:
        end_mail(session, mail.id, MailState.SENT, NOW)
        postpone_mail(session, mail.id, NOW, "busy")
        assert list_mails(session) == []
