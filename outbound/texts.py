"""What each mail says, in plain text. What an applicant typed stands in no mail: it could go to anybody."""

from collections.abc import Sequence
from dataclasses import dataclass

from outbound.message import MailFile


@dataclass(frozen=True, slots=True)
class Text:
    """Subject and body of a mail."""

    subject: str
    body: str
    # Of a report: its id, its table, and the file beside it.
    report_mail_id: int | None = None
    rows: Sequence[Sequence[str]] = ()
    files: Sequence[MailFile] = ()


@dataclass(frozen=True, slots=True)
class NamedLink:
    """A link, and what it opens."""

    name: str
    url: str


_UNEXPECTED = "If you did not expect this mail, ignore it: without its link nothing happens."
_PARTNER_LINK = "It opens once, within three days. Set a password under Profile then, and you need no further link."


def write_team_invitation(site_name: str, role: str, url: str) -> Text:
    return Text(
        f"Your invitation to {site_name}",
        _join(
            f"You are invited to work on {site_name} as {role}.",
            "Open this link within a week of the invitation, and choose a password:",
            url,
            _UNEXPECTED,
        ),
    )


def write_partner_invitation(site_name: str, url: str) -> Text:
    return Text(
        f"You are a partner of {site_name} now",
        _join(
            f"{site_name} has made you a partner. Your link, and what became of it, are on a page of your own:",
            url,
            _PARTNER_LINK,
            _UNEXPECTED,
        ),
    )


def write_sign_in_links(links: Sequence[NamedLink]) -> Text:
    listed = [f"{link.name}:\n{link.url}" for link in links]
    once = _PARTNER_LINK if len(links) == 1 else _PARTNER_LINK.replace("It opens", "Each opens")
    return Text(
        "Your sign-in link", _join("Somebody, probably you, asked for a link to sign in.", *listed, once, _UNEXPECTED)
    )


def write_application_received(site_name: str, program_name: str) -> Text:
    return Text(
        f"Your application to {site_name}",
        _join(
            f"Your application to the program {program_name} of {site_name} has arrived. You get a mail once it is"
            " decided.",
            "If it was not you who applied, ignore this mail.",
        ),
    )


def write_application_accepted(site_name: str, program_name: str, url: str) -> Text:
    return Text(
        f"You are a partner of {site_name} now",
        _join(
            f"Your application to the program {program_name} of {site_name} is accepted. Your link, and what became of"
            " it, are on a page of your own:",
            url,
            _PARTNER_LINK,
            _UNEXPECTED,
        ),
    )


def write_application_declined(site_name: str, program_name: str, reason: str) -> Text:
    return Text(
        f"Your application to {site_name}",
        _join(f"Your application to the program {program_name} of {site_name} was declined:", reason),
    )


def write_report(site_name: str, title: str, days: str, left_out: int, url: str) -> Text:
    """The first paragraph stands over the table; ``days`` are the first and the last one."""
    more = [f"{left_out} more rows are in the file."] if left_out else []
    return Text(
        f"{title} of {site_name}: {days}",
        _join(f"{title} of {site_name}, {days}.", *more, "The same days in the console:", url),
    )


def write_plain_table(rows: Sequence[Sequence[str]]) -> str:
    """Columns under each other, figures to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(_write_row(row, widths) for row in rows)


def write_test() -> Text:
    return Text("A test of prm", _join("Mail can be sent by this installation of prm.", "Nobody has to do anything."))


def _write_row(row: Sequence[str], widths: Sequence[int]) -> str:
    first, *figures = zip(row, widths, strict=True)
    cells = [first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in figures)]
    return "  ".join(cells).rstrip()


def _join(*paragraphs: str) -> str:
    return "\n\n".join(paragraphs) + "\n"
