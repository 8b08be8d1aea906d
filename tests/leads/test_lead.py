"""Leads in the registry, on SQLite and on PostgreSQL: changed, found by period, stage and team member, removed."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from leads.lead import find_lead, list_event_ids, list_lead_changes, map_leads, update_lead
from leads.removal import list_worked_on, remove_leads
from registry.errors import RegistryInvalid
from registry.sites import create_site
from registry.team.members import add_member
from registry.team.memberships import end_membership

NOW = datetime(2026, 3, 15, tzinfo=UTC)


@pytest.fixture
def site_id(registry_session: Session) -> int:
    return create_site(registry_session, "Shop", ["shop.example"]).id


def test_values_that_are_not_given_stay(registry_session: Session, site_id: int) -> None:
    update_lead(registry_session, site_id, "a", NOW, NOW, stage="won", note=" Calls back. ")
    lead = update_lead(registry_session, site_id, "a", NOW, NOW + timedelta(1), stage="lost")
    assert (lead.stage, lead.note, lead.assigned_to, lead.updated_at) == (
        "lost",
        "Calls back.",
        None,
        NOW + timedelta(1),
    )
    assert [change.after for change in list_lead_changes(registry_session, lead)] == [
        {"stage": "new"},
        {"stage": "won"},
        {"stage": "lost"},
    ]
    assert find_lead(registry_session, site_id + 1, "a") is None


def test_leads_are_found_by_period_stage_and_member(registry_session: Session, site_id: int) -> None:
    ada = add_member(registry_session, site_id, "ada@shop.example", "", "owner")
    for day, (name, stage) in enumerate([("a", "won"), ("b", "won"), ("c", "lost")]):
        assigned = ada.id if name == "b" else None
        update_lead(registry_session, site_id, name, NOW + timedelta(day), NOW, stage=stage, assigned_to=assigned)

    def find(days: int = 9, **chosen: object) -> list[str]:
        return list_event_ids(registry_session, site_id, NOW, NOW + timedelta(days), 10, **chosen)  # type: ignore[arg-type]

    assert (find(), find(2), find(stage="won")) == (["c", "b", "a"], ["b", "a"], ["b", "a"])
    assert (find(assigned_to=ada.id), find(stage="lost", assigned_to=ada.id)) == (["b"], [])


def test_who_left_the_team_gets_no_more_leads(registry_session: Session, site_id: int) -> None:
    add_member(registry_session, site_id, "ada@shop.example", "", "owner")
    eve = add_member(registry_session, site_id, "eve@shop.example", "", "manager")
    update_lead(registry_session, site_id, "a", NOW, NOW, assigned_to=eve.id)
    end_membership(registry_session, site_id, eve.id)
    assert update_lead(registry_session, site_id, "a", NOW, NOW, note="x").assigned_to == eve.id
    with pytest.raises(RegistryInvalid, match="team member of this site"):
        update_lead(registry_session, site_id, "b", NOW, NOW, assigned_to=eve.id)


def test_what_does_not_stand_is_removed(registry_session: Session, site_id: int) -> None:
    for name in ("a", "b", "c"):
        update_lead(registry_session, site_id, name, NOW, NOW, note=name)
    known = list_worked_on(registry_session, site_id)
    assert remove_leads(registry_session, site_id, known, {"b"}) == 2
    assert list(map_leads(registry_session, site_id, known)) == ["b"]
