"""`prm member`: team members, who sign in at the console."""

import sys
from pathlib import Path

import click
from sqlalchemy.orm import Session

from cli.options import (
    data_dir_option,
    json_option,
    print_json,
    print_record,
    print_table,
    site_option,
)
from cli.registry_access import changing_registry, reading_registry
from database.columns import utc_now
from registry.enums import Role
from registry.errors import RegistryMissing
from registry.models import TeamMember
from registry.sites import resolve_site
from registry.team.members import (
    archive_member,
    create_member,
    end_session,
    end_sessions,
    list_members,
    list_sessions,
    name_session,
    update_password,
)
from registry.team.second_factor import end_second_factor

FIELD_NAMES = ["member_id", "email", "role"]


@click.group()
def member() -> None:
    """Team members, who sign in at the console."""


@member.command("create")
@site_option
@click.option("--email", required=True)
@click.option("--role", type=click.Choice([role.value for role in Role]), default=Role.OWNER.value)
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@json_option
@data_dir_option
def create(site: str, email: str, role: str, password_stdin: bool, as_json: bool, data_dir: Path | None) -> None:
    """Create a team member with access to a site."""
    with reading_registry(data_dir) as session:
        site_id = resolve_site(session, site).id
    password = _read_password(password_stdin)
    with changing_registry(data_dir) as session:
        made = create_member(session, site_id, email, password, role)
    if as_json:
        print_json({"member_id": made.id, "email": made.email, "site_id": site_id, "role": role})
    else:
        click.echo(f"member {made.id}: {made.email} can sign in ({role})")


@member.command("list")
@site_option
@json_option
@data_dir_option
def list_all(site: str, as_json: bool, data_dir: Path | None) -> None:
    """List the team members of a site."""
    with reading_registry(data_dir) as session:
        members = list_members(session, resolve_site(session, site).id)
    rows: list[list[object]] = [[each.id, each.email, role.value] for each, role in members]
    print_table(FIELD_NAMES, rows, as_json)


@member.command("read")
@click.argument("email")
@site_option
@json_option
@data_dir_option
def read(email: str, site: str, as_json: bool, data_dir: Path | None) -> None:
    """One team member of a site."""
    with reading_registry(data_dir) as session:
        found, role = _find(session, site, email)
        print_record(FIELD_NAMES, [found.id, found.email, role.value], as_json)


@member.command("update")
@click.argument("email")
@site_option
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@data_dir_option
def update(email: str, site: str, password_stdin: bool, data_dir: Path | None) -> None:
    """Change the password of a team member."""
    with reading_registry(data_dir) as session:
        member_id = _find(session, site, email)[0].id
    password = _read_password(password_stdin)
    with changing_registry(data_dir) as session:
        update_password(session, member_id, password)
    click.echo(f"member {member_id}: {email} has another password")


@member.command("archive")
@click.argument("email")
@site_option
@data_dir_option
def archive(email: str, site: str, data_dir: Path | None) -> None:
    """End every session of a team member, who can no longer sign in at any site."""
    with changing_registry(data_dir) as session:
        archived = archive_member(session, _find(session, site, email)[0].id, utc_now())
    click.echo(f"member {archived.id}: {archived.email} is archived")


@member.command("sessions")
@click.argument("email")
@site_option
@json_option
@data_dir_option
def sessions(email: str, site: str, as_json: bool, data_dir: Path | None) -> None:
    """List the open sessions of a team member."""
    with reading_registry(data_dir) as session:
        found = list_sessions(session, _find(session, site, email)[0].id, utc_now())
    rows: list[list[object]] = [
        [name_session(each.token_hash), each.created_at, each.expires_at, each.agent] for each in found
    ]
    print_table(["session", "created_at", "expires_at", "agent"], rows, as_json)


@member.command("end-sessions")
@click.argument("email")
@site_option
@click.option("--session", "named", help="Only this one, as `prm member sessions` names it.")
@data_dir_option
def end(email: str, site: str, named: str | None, data_dir: Path | None) -> None:
    """Sign a team member out everywhere, or in one browser."""
    with changing_registry(data_dir) as session:
        member_id = _find(session, site, email)[0].id
        if named:
            end_session(session, member_id, named)
        else:
            end_sessions(session, member_id)
    click.echo(f"member {member_id}: {email} is signed out" + (f" of session {named}" if named else ""))


@member.command("end-second-factor")
@click.argument("email")
@site_option
@data_dir_option
def end_factor(email: str, site: str, data_dir: Path | None) -> None:
    """Let a team member who lost the device and the recovery codes sign in with the password alone."""
    with changing_registry(data_dir) as session:
        member_id = _find(session, site, email)[0].id
        end_second_factor(session, member_id)
    click.echo(f"member {member_id}: {email} signs in with the password alone")


def _find(session: Session, site: str, email: str) -> tuple[TeamMember, Role]:
    for found, role in list_members(session, resolve_site(session, site).id):
        if found.email == email.lower():
            return found, role
    raise RegistryMissing(f"no team member {email!r} on this site")


def _read_password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    password: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    return password
