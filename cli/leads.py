"""`prm lead`: how far people are with leads, who looks after them, and notes."""

from contextlib import closing
from datetime import datetime
from pathlib import Path
from uuid import UUID

import click
from sqlalchemy.orm import Session

from cli.failures import CommandFailed
from cli.member_access import find_member
from cli.options import data_dir_option, json_option, load_settings, print_record, print_table, site_option
from cli.registry_access import changing_registry, reading_registry
from database.columns import utc_now
from events.enums import EventType
from events.ids import list_stored_ids
from events.moments import from_milliseconds
from leads.lead import NOBODY, list_leads, update_lead
from leads.stages import Stage
from registry.models import Lead
from registry.sites import resolve_site
from registry.team.members import map_addresses
from reports.conversions.evidence import query_standing_conversion
from reports.conversions.reported import query_reported
from settings import ReaderSettings
from supervisor.warehouse_access import open_reader

FIELD_NAMES = ["event_id", "stage", "assigned_to", "assigned_name", "updated_at", "note"]
STAGES = [each.value for each in Stage]
_NOBODY = "nobody"


@click.group()
def lead() -> None:
    """Leads as people work on them: stage, note, team member. None of it changes credit or money."""


@lead.command("list")
@site_option
@click.option("--stage", type=click.Choice(STAGES), help="Only these.")
@click.option("--assigned", metavar="EMAIL", help=f"Only those of this team member, or `{_NOBODY}`'s.")
@json_option
@data_dir_option
def list_all(site: str, stage: str | None, assigned: str | None, as_json: bool, data_dir: Path | None) -> None:
    """List the leads that somebody worked on, the newest first; all others are new and nobody's."""
    with reading_registry(data_dir) as session:
        site_id = resolve_site(session, site).id
        found = list_leads(session, site_id, stage=stage, assigned_to=_find_member_id(session, assigned))
        names = map_addresses(session, {each.assigned_to for each in found if each.assigned_to})
        rows = [_make_row(each, names, is_whole=as_json) for each in found]
    print_table(FIELD_NAMES, rows, as_json)


@lead.command("update")
@click.argument("event_id")
@site_option
@click.option("--stage", type=click.Choice(STAGES))
@click.option("--note", help="For the team; empty: none.")
@click.option("--assigned", metavar="EMAIL", help=f"A team member of the site, or `{_NOBODY}`.")
@json_option
@data_dir_option
def update(
    event_id: str,
    site: str,
    stage: str | None,
    note: str | None,
    assigned: str | None,
    as_json: bool,
    data_dir: Path | None,
) -> None:
    """Change a lead, by the event id of any of its reports; options that are not given keep their values."""
    if stage is None and note is None and assigned is None:
        raise CommandFailed("nothing is to be changed", "Give --stage, --note or --assigned.")
    with reading_registry(data_dir) as session:
        site_id = resolve_site(session, site).id
    standing_id, made_at = _find_lead(data_dir, site_id, event_id)
    with changing_registry(data_dir) as session:
        member_id = _find_member_id(session, assigned)
        now = utc_now()
        changed = update_lead(
            session, site_id, standing_id, made_at, now, stage=stage, note=note, assigned_to=member_id
        )
        names = map_addresses(session, [changed.assigned_to] if changed.assigned_to else [])
        print_record(FIELD_NAMES, _make_row(changed, names, is_whole=True), as_json)


def _find_member_id(session: Session, email: str | None) -> int | None:
    """None where nothing was given."""
    if email is None:
        return None
    return NOBODY if email == _NOBODY else find_member(session, None, email).id


def _find_lead(data_dir: Path | None, site_id: int, event_id: str) -> tuple[str, datetime]:
    """The id of its conversion and when that was made."""
    try:
        given = list_stored_ids(str(UUID(event_id)), site_id)
    except ValueError:
        raise CommandFailed(
            f"{event_id!r} is no event id", "Give the UUID that the console's file of leads has."
        ) from None
    with closing(open_reader(load_settings(ReaderSettings, data_dir))) as warehouse:
        for each in query_reported(warehouse, site_id, given):
            found = query_standing_conversion(warehouse, site_id, each)
            if found and found.type == EventType.LEAD:
                return each, from_milliseconds(found.timestamp_ms)
    raise CommandFailed(f"site {site_id} has no lead {event_id}", "A sale has no stage; find leads under Customers.")


def _make_row(found: Lead, names: dict[int, str], *, is_whole: bool) -> list[object]:
    """A table has the lines of a note in one."""
    note = found.note if is_whole else " ".join(found.note.split())
    name = names.get(found.assigned_to or NOBODY, "")
    return [found.event_id, found.stage, found.assigned_to, name, found.updated_at, note]
