"""`prm partner`: partners of a site."""

from pathlib import Path

import click
from sqlalchemy.orm import Session

from cli.next_steps import find_console_url
from cli.options import (
    data_dir_option,
    json_option,
    print_json,
    print_record,
    print_table,
    site_option,
)
from cli.partner_access import end_account, end_sessions, renew, revoke, sign_in_link
from cli.partner_import import import_file
from cli.partner_merge import merge
from cli.registry_access import changing_registry, reading_registry
from database.columns import utc_now
from languages.language import Language
from registry.enums import PartnerKind, PartnerStatus
from registry.models import Partner
from registry.partner_sessions import SIGN_IN_PATH, create_sign_in_link
from registry.partners import (
    archive_partner,
    create_code,
    create_partner,
    list_partners,
    resolve_partner,
    update_partner,
)
from registry.site_addresses import find_ref_link
from registry.sites import get_site, resolve_site

FIELD_NAMES = [
    "partner_id", "name", "codes", "email", "status", "group", "tags", "parent_id", "merged_into", "language", "kind",
    "customer_id",
]  # fmt: skip
_parent_option = click.option(
    "--parent", metavar="PARTNER", help="The partner above, who earns by levels: code or id; 0 for nobody."
)
_language_option = click.option(
    "--language",
    type=click.Choice(["", *(each.value for each in Language)]),
    help="Of his pages, mails and statements; an empty one: pages as his browser says.",
)
_customer_option = click.option(
    "--customer-id", metavar="ID", help="The shop's own id of the partner, who earns nothing by buying there himself."
)
_tag_option = click.option("--tag", "tags", multiple=True, help="A tag; several are given one by one.")


@click.group()
def partner() -> None:
    """Partners, who refer visitors to a site."""


for command in (import_file, merge, sign_in_link, end_sessions, end_account, renew, revoke):
    partner.add_command(command)


@partner.command("create")
@site_option
@click.option("--code", required=True, help="Code in the partner's links: ?ref=CODE.")
@click.option("--name", required=True)
@click.option("--email", default="")
@click.option("--group", default="", help="The group that he is in.")
@_tag_option
@_parent_option
@_language_option
@_customer_option
@json_option
@data_dir_option
def create(
    site: str,
    code: str,
    name: str,
    email: str,
    group: str,
    tags: tuple[str, ...],
    parent: str | None,
    language: str | None,
    customer_id: str | None,
    as_json: bool,
    data_dir: Path | None,
) -> None:
    """Create a partner; the token for the API is shown only once."""
    with changing_registry(data_dir) as session:
        site_id = resolve_site(session, site).id
        parent_id = _find_parent(session, site_id, parent)
        made, token = create_partner(
            session,
            site_id,
            code,
            name,
            email=email,
            group=group,
            tags=tags,
            parent_id=parent_id or None,
            language=language or "",
            customer_id=customer_id or "",
        )
        sign_in, _ = create_sign_in_link(session, site_id, made.id, utc_now())
        url = find_ref_link(session, get_site(session, site_id), code)
    page = f"{find_console_url(data_dir)}{SIGN_IN_PATH}#{sign_in}"
    if as_json:
        print_json({"partner_id": made.id, "code": code, "token": token, "url": url, "sign_in_link": page})
        return
    click.echo(f"partner {made.id}: {made.name}, recognised by ?ref={code}")
    click.echo(f"token  {token}   (for the API; shown only once)")
    click.echo(f"link   {url}")
    click.echo(f"own page, opens once within three days: {page}")
    click.echo(f"another one: prm partner sign-in-link {code} --site {site!r}")


@partner.command("list")
@site_option
@click.option("--kind", type=click.Choice([kind.value for kind in PartnerKind]), help="Partners alone, or friends.")
@json_option
@data_dir_option
def list_all(site: str, kind: str | None, as_json: bool, data_dir: Path | None) -> None:
    """List the partners of a site with their codes."""
    with reading_registry(data_dir) as session:
        found = list_partners(session, resolve_site(session, site).id)
        rows = [_make_row(each) for each in found if kind in (None, each.kind)]
    print_table(FIELD_NAMES, rows, as_json)


@partner.command("read")
@click.argument("partner")
@site_option
@json_option
@data_dir_option
def read(partner: str, site: str, as_json: bool, data_dir: Path | None) -> None:
    """Show one PARTNER, given by code or id."""
    with reading_registry(data_dir) as session:
        found = resolve_partner(session, resolve_site(session, site).id, partner)
        print_record(FIELD_NAMES, _make_row(found), as_json)


@partner.command("update")
@click.argument("partner")
@site_option
@click.option("--name")
@click.option("--email")
@click.option("--status", type=click.Choice([status.value for status in PartnerStatus]))
@click.option("--group", help="The group that he is in; an empty one: none.")
@_tag_option
@click.option("--program", "program_id", type=int, help="Id of the program.")
@_parent_option
@_language_option
@_customer_option
@json_option
@data_dir_option
def update(
    partner: str,
    site: str,
    name: str | None,
    email: str | None,
    status: str | None,
    group: str | None,
    tags: tuple[str, ...],
    program_id: int | None,
    parent: str | None,
    language: str | None,
    customer_id: str | None,
    as_json: bool,
    data_dir: Path | None,
) -> None:
    """Change PARTNER; options that are not given keep their values."""
    with changing_registry(data_dir) as session:
        found = resolve_partner(session, resolve_site(session, site).id, partner)
        changed = update_partner(
            session,
            found.site_id,
            found.id,
            name=name,
            email=email,
            status=status,
            group=group,
            tags=tags or None,
            program_id=program_id,
            parent_id=_find_parent(session, found.site_id, parent),
            language=language,
            customer_id=customer_id,
        )
        print_record(FIELD_NAMES, _make_row(changed), as_json)


@partner.command("add-code")
@click.argument("code")
@site_option
@click.option("--partner", "given", required=True, metavar="PARTNER", help="Code or id.")
@data_dir_option
def add(code: str, site: str, given: str, data_dir: Path | None) -> None:
    """Add a CODE to a partner; earlier clicks with it count too."""
    with changing_registry(data_dir) as session:
        found = resolve_partner(session, resolve_site(session, site).id, given)
        create_code(session, found.site_id, found.id, code)
    click.echo(f"partner {found.id}: {found.name} is also recognised by ?ref={code}")


@partner.command("archive")
@click.argument("partner")
@site_option
@data_dir_option
def archive(partner: str, site: str, data_dir: Path | None) -> None:
    """Archive PARTNER: token and sessions end, links still redirect, codes cannot be reused."""
    with changing_registry(data_dir) as session:
        found = resolve_partner(session, resolve_site(session, site).id, partner)
        archive_partner(session, found.site_id, found.id)
    click.echo(f"partner {found.id}: {found.name} is archived")


def _find_parent(session: Session, site_id: int, parent: str | None) -> int | None:
    if parent is None:
        return None
    return 0 if parent == "0" else resolve_partner(session, site_id, parent).id


def _make_row(partner: Partner) -> list[object]:
    codes = [code.code for code in partner.codes]
    return [
        partner.id, partner.name, codes, partner.email, partner.status, partner.group, partner.tags, partner.parent_id,
        partner.merged_into_id, partner.language, partner.kind, partner.customer_id,
    ]  # fmt: skip
