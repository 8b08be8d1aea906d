"""A mail of a site that has a brand is HTML beside its text, with nothing that is loaded from elsewhere."""

from io import BytesIO

import pytest
from PIL import Image

from database.sessions import Sessions, begin_change
from outbound.appearance import MailBrand, write_html
from outbound.message import Extras, MailFile, make_message
from outbound.outbox import MailKind
from outbound.requests import mail_partner_link, mail_sign_in_links
from outbound.schedule import Post, send_next
from registry.brands import put_logo, update_brand
from registry.models import Partner
from registry.partners import create_partner
from registry.sites import create_site
from tests.fixtures.mail import MailServer, read_part
from tests.outbound.test_outbox import NOW
from tests.outbound.test_outbox import mailbox as mailbox
from tests.outbound.test_outbox import partner as partner
from tests.outbound.test_outbox import post as post
from tests.outbound.test_outbox import sessions as sessions

HOST = "partners.shop.example"


@pytest.fixture
def branded(sessions: Sessions, partner: Partner) -> Partner:
    logo = BytesIO()
    Image.new("RGB", (40, 20), "#c02020").save(logo, "PNG")
    with begin_change(sessions) as session:
        update_brand(
            session,
            partner.site_id,
            shown_name="Bean & Co",
            accent="#ffd400",
            cabinet_host=HOST,
            own_hosts=["console.example"],
        )
        put_logo(session, partner.site_id, logo.getvalue())
    return partner


def test_a_mail_shows_name_colour_and_logo_and_its_link_leads_to_the_own_host(
    sessions: Sessions, branded: Partner, post: Post, mailbox: MailServer
) -> None:
    with begin_change(sessions) as session:
        mail_partner_link(session, branded, NOW)
    assert send_next(sessions, post, NOW)
    [mail] = mailbox.list_to("ada@b.example")
    assert mail["Subject"] == "You are a partner of Bean & Co now"
    text = read_part(mail, "plain")
    assert f"https://{HOST}/partner/sign-in#" in text
    page = read_part(mail, "html")
    assert "Bean &amp; Co</strong>" in page
    assert 'src="cid:logo@prm"' in page
    assert "http" not in page.replace(f"https://{HOST}/partner/sign-in#", "")
    [logo] = [part for part in mail.walk() if part.get_content_type() == "image/png"]
    assert logo["Content-ID"] == "<logo@prm>"


def test_a_site_without_a_brand_sends_text_alone(
    sessions: Sessions, partner: Partner, post: Post, mailbox: MailServer
) -> None:
    with begin_change(sessions) as session:
        mail_partner_link(session, partner, NOW)
    assert send_next(sessions, post, NOW)
    [mail] = mailbox.list_to("ada@b.example")
    assert mail.get_content_type() == "text/plain"
    assert "https://console.example/partner/sign-in#" in mail.get_content()


def test_links_asked_for_under_a_sites_host_are_of_its_partners(
    sessions: Sessions, branded: Partner, post: Post, mailbox: MailServer
) -> None:
    with begin_change(sessions) as session:
        other = create_site(session, "Elsewhere", ["elsewhere.example"])
        create_partner(session, other.id, "ada", "Ada", email="ada@b.example")
        mail_sign_in_links(session, "ada@b.example", NOW, site_id=branded.site_id)
    assert send_next(sessions, post, NOW)
    [mail] = mailbox.list_to("ada@b.example")
    text = read_part(mail, "plain")
    assert ("Bean & Co:" in text, "Elsewhere" in text) == (True, False)


def test_the_page_of_a_mail_has_no_markup_of_others() -> None:
    page = write_html("<b>Hello</b>\n\nhttps://x.example/?a=1&b=2 ends", MailBrand("<i>Shop</i>"), [["<u>", "1"]])
    assert not any(tag in page for tag in ("<b>", "<i>", "<u>"))
    assert '<a href="https://x.example/?a=1&amp;b=2">' in page


def test_files_and_the_end_of_a_subscription_are_in_the_mail() -> None:
    extras = Extras("<p>Page</p>", b"", [MailFile("report.csv", b"a,b\n")], "https://console.example/end")
    mail = make_message("p@shop.example", "a@b.example", "S", "T", MailKind.SIGN_IN_LINK, NOW, extras)
    assert mail["List-Unsubscribe"] == "<https://console.example/end>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    [file] = mail.iter_attachments()
    assert (file.get_filename(), file.get_content()) == ("report.csv", "a,b\n")
