"""`prm member`: team members, who sign in at the console, at one site or several."""

import sys
from pathlib import Path

import click

from cli.member_access import end, end_factor, find_member, sessions
from cli.next_steps import find_console_url
from cli.options import (
    any_site_option,
    data_dir_option,
    json_option,
    print_json,
    print_record,
    print_table,
    site_option,
)
from cli.registry_access import changing_registry, choose_site, reading_registry
from database.columns import utc_now
from registry.enums import Role
from registry.logins import hash_password
from registry.sites import resolve_site
from registry.team.members import (
    archive_member,
    create_login,
    grant_membership,
    list_member_sites,
    list_members,
    update_password,
)
from registry.team.memberships import change_role, end_membership, get_membership
from registry.team.people import change_administrator, list_people, map_memberships
from registry.team.rights import ROLE_NAMES

FIELD_NAMES = ["member_id", "email", "role"]
PERSON_NAMES = ["member_id", "email", "is_administrator", "sites"]


@click.group()
def member() -> None:
    """Team members, who sign in at the console."""


for command in (sessions, end, end_factor):
    member.add_command(command)


@member.command("create")
@any_site_option
@click.option("--email", required=True)
@click.option("--role", type=click.Choice(ROLE_NAMES), default=Role.OWNER.value)
@click.option("--administrator", is_flag=True, help="Also of the installation; then --site may be left out.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@json_option
@data_dir_option
def create(
    site: str | None,
    email: str,
    role: str,
    administrator: bool,
    password_stdin: bool,
    as_json: bool,
    data_dir: Path | None,
) -> None:
    """Create a team member with access to a site; with --administrator and no --site, to none yet."""
    site_id = None if administrator and site is None else choose_site(data_dir, site)[0]
    password_hash = hash_password(_read_password(password_stdin))
    with changing_registry(data_dir) as session:
        made = create_login(session, email, password_hash)
        made.is_administrator = administrator
        granted = grant_membership(session, made.id, site_id, role).role if site_id is not None else None
    if as_json:
        print_json({"member_id": made.id, "email": made.email, "site_id": site_id, "role": granted})
        return
    what = ", ".join([*([granted] if granted else []), *(["administrator"] if administrator else [])])
    click.echo(f"member {made.id}: {made.email} can sign in ({what})")
    click.echo(f"at {find_console_url(data_dir)}/sign-in")


@member.command("grant")
@click.argument("email")
@site_option
@click.option("--role", type=click.Choice(ROLE_NAMES), required=True)
@data_dir_option
def grant(email: str, site: str, role: str, data_dir: Path | None) -> None:
    """Give a team member access to one more site, or another role there."""
    with changing_registry(data_dir) as session:
        member_id, site_id = find_member(session, None, email).id, resolve_site(session, site).id
        if member_id in {each.id for each, _ in list_members(session, site_id)}:
            granted = change_role(session, site_id, member_id, role)
        else:
            granted = grant_membership(session, member_id, site_id, role)
    click.echo(f"member {member_id}: {email} is {granted.role} of site {site_id}")


@member.command("remove")
@click.argument("email")
@site_option
@data_dir_option
def remove(email: str, site: str, data_dir: Path | None) -> None:
    """End the access of a team member to a site; the login and other sites stay."""
    with changing_registry(data_dir) as session:
        member_id, site_id = find_member(session, site, email).id, resolve_site(session, site).id
        end_membership(session, site_id, member_id)
    click.echo(f"member {member_id}: {email} has no access to site {site_id} any more")


@member.command("list")
@any_site_option
@json_option
@data_dir_option
def list_all(site: str | None, as_json: bool, data_dir: Path | None) -> None:
    """List the team members of a site with their roles; without --site everybody with a login, with their sites."""
    with reading_registry(data_dir) as session:
        if site is None:
            memberships = map_memberships(session)
            people = [each for each in list_people(session) if each.archived_at is None]
            everybody: list[list[object]] = [
                [each.id, each.email, each.is_administrator, [f"{found.name}:{role}" for found, role in sites]]
                for each in people
                for sites in [memberships.get(each.id, [])]
            ]
            return print_table(PERSON_NAMES, everybody, as_json)
        members = list_members(session, resolve_site(session, site).id)
    rows: list[list[object]] = [[each.id, each.email, role.value] for each, role in members]
    return print_table(FIELD_NAMES, rows, as_json)


@member.command("read")
@click.argument("email")
@any_site_option
@json_option
@data_dir_option
def read(email: str, site: str | None, as_json: bool, data_dir: Path | None) -> None:
    """One team member, with the role on a site; without --site with all sites."""
    with reading_registry(data_dir) as session:
        found = find_member(session, site, email)
        if site is None:
            sites = [f"{each.name}:{role}" for each, role in list_member_sites(session, found.id)]
            return print_record(PERSON_NAMES, [found.id, found.email, found.is_administrator, sites], as_json)
        role = get_membership(session, resolve_site(session, site).id, found.id).role
        return print_record(FIELD_NAMES, [found.id, found.email, role], as_json)


@member.command("update")
@click.argument("email")
@any_site_option
@click.option("--administrator/--no-administrator", default=None, help="Of the installation; asks for no password.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@data_dir_option
def update(
    email: str, site: str | None, administrator: bool | None, password_stdin: bool, data_dir: Path | None
) -> None:
    """Change the password of a team member, or whether the member administers the installation."""
    with reading_registry(data_dir) as session:
        member_id = find_member(session, site, email).id
    if administrator is not None:
        with changing_registry(data_dir) as session:
            change_administrator(session, member_id, administrator)
        click.echo(f"member {member_id}: {email} is {'an' if administrator else 'no'} administrator")
    if administrator is None or password_stdin:
        password = _read_password(password_stdin)
        with changing_registry(data_dir) as session:
            update_password(session, member_id, password)
        click.echo(f"member {member_id}: {email} has another password")


@member.command("archive")
@click.argument("email")
@any_site_option
@data_dir_option
def archive(email: str, site: str | None, data_dir: Path | None) -> None:
    """End every session of a team member, who can no longer sign in at any site."""
    with changing_registry(data_dir) as session:
        archived = archive_member(session, find_member(session, site, email).id, utc_now())
    click.echo(f"member {archived.id}: {archived.email} is archived")


def _read_password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    password: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    return password
