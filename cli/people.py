"""`prm person`: team members, who sign in at the console."""

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
from registry.team.members import archive_member, create_member, list_members, update_password


@click.group()
def person() -> None:
    """Team members, who sign in at the console."""


@person.command("create")
@site_option
@click.option("--email", required=True)
@click.option("--role", type=click.Choice([role.value for role in Role]), default=Role.OWNER.value)
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@json_option
@data_dir_option
def create(site: str, email: str, role: str, password_stdin: bool, as_json: bool, data_dir: Path | None) -> None:
    """Create a login with access to a site."""
    with reading_registry(data_dir) as session:
        site_id = resolve_site(session, site).id
    password = _read_password(password_stdin)
    with changing_registry(data_dir) as session:
        made = create_member(session, site_id, email, password, role)
    if as_json:
        print_json({"person_id": made.id, "email": made.email, "site_id": site_id, "role": role})
    else:
        click.echo(f"person {made.id}: {made.email} can sign in ({role})")


@person.command("list")
@site_option
@json_option
@data_dir_option
def show(site: str, as_json: bool, data_dir: Path | None) -> None:
    """List the logins of a site."""
    with reading_registry(data_dir) as session:
        people = list_members(session, resolve_site(session, site).id)
    rows: list[list[object]] = [[each.id, each.email, role.value] for each, role in people]
    print_table(["person_id", "email", "role"], rows, as_json)


@person.command("read")
@click.argument("email")
@site_option
@json_option
@data_dir_option
def read(email: str, site: str, as_json: bool, data_dir: Path | None) -> None:
    """Show one team member of a site."""
    with reading_registry(data_dir) as session:
        found, role = _find(session, site, email)
        print_record(["person_id", "email", "role"], [found.id, found.email, role.value], as_json)


@person.command("update")
@click.argument("email")
@site_option
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@data_dir_option
def update(email: str, site: str, password_stdin: bool, data_dir: Path | None) -> None:
    """Set a new password for a team member."""
    with reading_registry(data_dir) as session:
        person_id = _find(session, site, email)[0].id
    password = _read_password(password_stdin)
    with changing_registry(data_dir) as session:
        update_password(session, person_id, password)
    click.echo(f"person {person_id}: {email} has another password")


@person.command("archive")
@click.argument("email")
@site_option
@data_dir_option
def archive(email: str, site: str, data_dir: Path | None) -> None:
    """Archive a team member: all sessions end, and the login no longer works on any site."""
    with changing_registry(data_dir) as session:
        archived = archive_member(session, _find(session, site, email)[0].id, utc_now())
    click.echo(f"person {archived.id}: {archived.email} is archived")


def _find(session: Session, site: str, email: str) -> tuple[TeamMember, Role]:
    for found, role in list_members(session, resolve_site(session, site).id):
        if found.email == email.lower():
            return found, role
    raise RegistryMissing(f"no person {email!r} on this site")


def _read_password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    password: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    return password
