"""Owners and keys with `admin` see the files that were imported."""

from database.sessions import Sessions, begin_change
from registry.imports import begin_import, begin_undo, end_import, end_undo, record_progress
from tests.fixtures.api import Api, Tenant


def test_the_imports_of_a_site_are_listed_the_newest_first(
    api: Api, shop: Tenant, rival: Tenant, sessions: Sessions
) -> None:
    with begin_change(sessions) as session:
        first = begin_import(session, shop.site_id, "wrong.csv", "aa", "command:ada")
        record_progress(session, first.import_id, rows=3, accepted=2, rejected=1, first_event_at=None)
        end_import(session, first.import_id)
        begin_undo(session, shop.site_id, first.import_id)
        end_undo(session, shop.site_id, first.import_id)
        second = begin_import(session, shop.site_id, "right.csv", "bb", "command:ada")
    rows = api.get("/imports", shop.key)["rows"]
    assert [(row["file_name"], row["state"], row["accepted"]) for row in rows] == [
        ("right.csv", "running", 0), ("wrong.csv", "undone", 2),
    ]  # fmt: skip
    assert api.get(f"/imports/{second.import_id}", shop.key)["file_hash"] == "bb"
    assert api.get("/imports", rival.key)["rows"] == []
    api.get(f"/imports/{second.import_id}", rival.key, 404)
    api.get("/imports", shop.reading_key, 403)
    api.get("/imports", shop.alice, 403)
