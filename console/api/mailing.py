"""What calls share that may have a link mailed in place of showing it."""

from console.errors import InvalidRequest


def check_mailing(*, sends_mail: bool) -> None:
    """Raises ``InvalidRequest`` where this installation sends no mail."""
    if not sends_mail:
        raise InvalidRequest(
            "mail", "this installation sends no mail: leave it out and hand the link on, or set PRM_SMTP_URL"
        )
