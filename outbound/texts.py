"""What each mail says, in plain text. What an applicant typed stands in no mail: it could go to anybody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from languages.sentence import Sentence, sentence
from languages.texts import Texts
from outbound.message import MailFile
from registry.enums import Role


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


ROLE_NAMES: Mapping[str, Sentence] = {
    Role.OWNER: sentence("owner"),
    Role.MANAGER: sentence("manager"),
    Role.FINANCE: sentence("finance"),
    Role.REVIEWER: sentence("reviewer"),
    Role.ANALYST: sentence("analyst"),
}
_UNEXPECTED = sentence("If you did not expect this mail, ignore it: without its link nothing happens.")
_OPENS_ONCE = sentence(
    "It opens once, within three days. Set a password under Profile then, and you need no further link."
)
_EACH_OPENS_ONCE = sentence(
    "Each opens once, within three days. Set a password under Profile then, and you need no further link."
)
_NOT_YOU = sentence("If it was not you who applied, ignore this mail.")


def write_team_invitation(texts: Texts, site_name: str, role: str, url: str) -> Text:
    role_name = texts.write(ROLE_NAMES[role])
    return Text(
        texts.gettext("Your invitation to {shop}", shop=site_name),
        _join(
            texts.gettext("You are invited to work on {shop} as {role}.", shop=site_name, role=role_name),
            texts.gettext("Open this link within a week of the invitation, and choose a password:"),
            url,
            texts.write(_UNEXPECTED),
        ),
    )


def write_partner_invitation(texts: Texts, site_name: str, url: str) -> Text:
    return Text(
        texts.gettext("You are a partner of {shop} now", shop=site_name),
        _join(
            texts.gettext(
                "{shop} has made you a partner. Your link, and what became of it, are on a page of your own:",
                shop=site_name,
            ),
            url,
            texts.write(_OPENS_ONCE),
            texts.write(_UNEXPECTED),
        ),
    )


def write_sign_in_links(texts: Texts, links: Sequence[NamedLink]) -> Text:
    listed = [f"{link.name}:\n{link.url}" for link in links]
    once = _OPENS_ONCE if len(links) == 1 else _EACH_OPENS_ONCE
    asked = texts.gettext("Somebody, probably you, asked for a link to sign in.")
    return Text(texts.gettext("Your sign-in link"), _join(asked, *listed, texts.write(once), texts.write(_UNEXPECTED)))


def write_application_received(texts: Texts, site_name: str, program_name: str) -> Text:
    return Text(
        texts.gettext("Your application to {shop}", shop=site_name),
        _join(
            texts.gettext(
                "Your application to the program {program} of {shop} has arrived. You get a mail once it is decided.",
                program=program_name,
                shop=site_name,
            ),
            texts.write(_NOT_YOU),
        ),
    )


def write_application_accepted(texts: Texts, site_name: str, program_name: str, url: str) -> Text:
    return Text(
        texts.gettext("You are a partner of {shop} now", shop=site_name),
        _join(
            texts.gettext(
                "Your application to the program {program} of {shop} is accepted. Your link, and what became of it, are"
                " on a page of your own:",
                program=program_name,
                shop=site_name,
            ),
            url,
            texts.write(_OPENS_ONCE),
            texts.write(_UNEXPECTED),
        ),
    )


def write_application_declined(texts: Texts, site_name: str, program_name: str, reason: str) -> Text:
    declined = texts.gettext(
        "Your application to the program {program} of {shop} was declined:", program=program_name, shop=site_name
    )
    return Text(texts.gettext("Your application to {shop}", shop=site_name), _join(declined, reason))


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
