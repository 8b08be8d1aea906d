"""The check of `prm doctor` that concerns mail."""

from database.migration import list_missing_revisions
from database.sessions import begin_read, open_sessions
from outbound.outbox import MailState, count_mails
from outbound.schedule import open_post
from outbound.smtp import MailServerUnavailable, check_server
from supervisor.machine_settings import MachineSettings


def check_mail(settings: MachineSettings) -> tuple[str, str]:
    """Whether the mail server lets us in, and what became of the mail of the last thirty days."""
    post = open_post(settings)
    if post is None:
        return "none is sent; each link is shown to be copied (PRM_SMTP_URL)", ""
    try:
        check_server(post.server, post.sender)
    except MailServerUnavailable as exc:
        return str(exc), "Correct PRM_SMTP_URL, then try it: prm mail test ADDRESS"
    if not settings.console_url:
        return "links would lead to this machine", "Set PRM_CONSOLE_URL to the public address of the console."
    with begin_read(open_sessions(settings)) as session:
        if list_missing_revisions(session.connection()):
            return "not known before the registry is up to date", ""
        counts = count_mails(session)
    waiting, failed = counts.get(MailState.QUEUED, 0), counts.get(MailState.FAILED, 0)
    answer = f"{post.server.host} answers; {waiting} wait, {failed} failed"
    return answer, "See `prm mail list --state failed`." if failed else ""
