"""`prm person`: team members, who sign in at the console."""

import sys
from pathlib import Path

import click

from cli.options import (
    data_dir_option,
    json_option,
    print_json,
    print_table,
    site_option,
)
from cli.registry_access import changing_registry, reading_registry
from registry.enums import Role
from registry.sites import resolve_site
from registry.team.members import create_member, list_members


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


def _read_password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    password: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    return password
