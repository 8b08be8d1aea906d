"""How a team member is signed in: sessions, and the second factor that was lost."""

from pathlib import Path

import click
from sqlalchemy.orm import Session

from cli.options import any_site_option, data_dir_option, json_option, print_table
from cli.registry_access import changing_registry, reading_registry
from database.columns import utc_now
from registry.errors import RegistryMissing
from registry.logins import name_session
from registry.models import TeamMember
from registry.sites import resolve_site
from registry.team.members import (
    end_session,
    end_sessions,
    find_member_by_email,
    list_members,
    list_sessions,
)
from registry.team.second_factor import end_second_factor


@click.command("sessions")
@click.argument("email")
@any_site_option
@json_option
@data_dir_option
def sessions(email: str, site: str | None, as_json: bool, data_dir: Path | None) -> None:
    """List the open sessions of a team member."""
    with reading_registry(data_dir) as session:
        found = list_sessions(session, find_member(session, site, email).id, utc_now())
    rows: list[list[object]] = [
        [name_session(each.token_hash), each.created_at, each.expires_at, each.agent] for each in found
    ]
    print_table(["session", "created_at", "expires_at", "agent"], rows, as_json)


@click.command("end-sessions")
@click.argument("email")
@any_site_option
@click.option("--session", "named", help="Only this one, as `prm member sessions` names it.")
@data_dir_option
def end(email: str, site: str | None, named: str | None, data_dir: Path | None) -> None:
    """Sign a team member out everywhere, or in one browser."""
    with changing_registry(data_dir) as session:
        member_id = find_member(session, site, email).id
        if named:
            end_session(session, member_id, named)
        else:
            end_sessions(session, member_id)
    click.echo(f"member {member_id}: {email} is signed out" + (f" of session {named}" if named else ""))


@click.command("end-second-factor")
@click.argument("email")
@any_site_option
@data_dir_option
def end_factor(email: str, site: str | None, data_dir: Path | None) -> None:
    """Let a team member who lost the device and the recovery codes sign in with the password alone."""
    with changing_registry(data_dir) as session:
        member_id = find_member(session, site, email).id
        end_second_factor(session, member_id)
    click.echo(f"member {member_id}: {email} signs in with the password alone")


def find_member(session: Session, site: str | None, email: str) -> TeamMember:
    """Who has a login with this address, and where a site is given access to it."""
    if site is None:
        found = find_member_by_email(session, email)
        if found is None:
            raise RegistryMissing(f"no team member {email!r}")
        return found
    for each, _ in list_members(session, resolve_site(session, site).id):
        if each.email == email.lower():
            return each
    raise RegistryMissing(f"no team member {email!r} on this site")
