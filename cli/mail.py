"""`prm mail`: what was mailed, what waits, and whether mail can be sent at all."""

from pathlib import Path

import click

from cli.failures import CommandFailed
from cli.options import data_dir_option, json_option, load_settings, print_table
from cli.registry_access import changing_registry, reading_registry
from database.columns import utc_now
from outbound.message import AddressInvalid, make_message
from outbound.outbox import MailState, list_mails, retry_mail
from outbound.schedule import open_post
from outbound.smtp import MailRejected, MailServerUnavailable, send_message
from outbound.texts import write_test
from registry.models import OutgoingMail
from settings import MailSettings

FIELD_NAMES = ["mail_id", "kind", "address", "state", "attempts", "created_at", "next_attempt_at", "problem"]


@click.group()
def mail() -> None:
    """Mail that waits, was sent or failed."""


@mail.command("test")
@click.argument("address")
@data_dir_option
def test(address: str, data_dir: Path | None) -> None:
    """Send a mail to ADDRESS now, by the settings of this installation."""
    post = open_post(load_settings(MailSettings, data_dir))
    if post is None:
        raise CommandFailed("no mail server is set", "Set PRM_SMTP_URL and PRM_MAIL_FROM; docs/mail.md says how.")
    text, now = write_test(), utc_now()
    try:
        message = make_message(post.sender, address, text.subject, text.body, f"test:{now.isoformat()}", now)
        send_message(post.server, message)
    except (AddressInvalid, MailRejected, MailServerUnavailable) as exc:
        raise CommandFailed(str(exc), "Correct the address, PRM_SMTP_URL or PRM_MAIL_FROM.") from None
    click.echo(f"{post.server.host} took a mail to {address}")


@mail.command("list")
@click.option("--state", type=click.Choice([state.value for state in MailState]), help="Only these; default: all.")
@json_option
@data_dir_option
def list_command(state: str | None, as_json: bool, data_dir: Path | None) -> None:
    """The newest mails of the last thirty days."""
    with reading_registry(data_dir) as session:
        rows = [_make_row(each) for each in list_mails(session, state or "")]
    print_table(FIELD_NAMES, rows, as_json)


@mail.command("retry")
@click.argument("mail_id", type=int)
@data_dir_option
def retry(mail_id: int, data_dir: Path | None) -> None:
    """Send MAIL_ID again, which failed or waits for its next attempt."""
    with changing_registry(data_dir) as session:
        retry_mail(session, mail_id, utc_now())
    click.echo(f"mail {mail_id} is sent within seconds, where `prm worker` runs")


def _make_row(mail: OutgoingMail) -> list[object]:
    return [
        mail.id,
        mail.kind,
        mail.address,
        mail.state,
        mail.attempts,
        mail.created_at,
        mail.next_attempt_at,
        mail.problem,
    ]
