"""A worker of a whole installation mails a report that was due while nothing ran, once, however often it is killed."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from database.sessions import begin_change, begin_read, open_sessions
from outbound.outbox import MailKind, list_mails
from registry.enums import Role
from registry.models import ReportMail
from registry.report_mails import put_report_mail
from registry.team.members import add_member
from settings import RegistrySettings, read_settings
from tests.fixtures.mail import run_mail_server
from tests.fixtures.running import START_SECONDS, run_prm

READER = "ann@team.example"


def test_a_report_that_was_missed_comes_once(tmp_path: Path) -> None:
    data_dir = tmp_path / "data"
    long_ago = datetime.now(UTC) - timedelta(days=60)
    with run_mail_server() as mailbox:
        environ = {"PRM_SMTP_URL": mailbox.url, "PRM_MAIL_FROM": "p@shop.example"}
        with run_prm(data_dir, "--workers", "1", environ=environ) as prm:
            site_id = prm.create_site()["site_id"]
            sessions = open_sessions(read_settings(RegistrySettings, {"PRM_DATA_DIR": str(data_dir)}))
            with begin_change(sessions) as session:
                member = add_member(session, site_id, READER, "", Role.ANALYST)
                # As if it had been chosen then, and no worker had run since.
                made = put_report_mail(session, site_id, member.id, None, "week", long_ago)
                assert made.next_at < datetime.now(UTC)
            former = prm.pid("worker")
            prm.kill("worker")
            with mailbox.arrived:
                assert mailbox.arrived.wait_for(lambda: mailbox.list_to(READER), START_SECONDS)
            [mail] = mailbox.list_to(READER)
            assert mail["Subject"].startswith("Overview of Shop: ")
            assert prm.has_other_pid("worker", former)
            prm.kill("worker")
            with begin_read(sessions) as session:
                assert session.get_one(ReportMail, made.id).next_at > datetime.now(UTC)
                assert [each.kind for each in list_mails(session)] == [MailKind.REPORT]
            assert mail["List-Unsubscribe"].startswith("<http://localhost:")
            sessions.kw["bind"].dispose()
    assert len(mailbox.list_to(READER)) == 1
