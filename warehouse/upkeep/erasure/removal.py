"""Removes a person from every table, roll-ups included; repeated after a kill it completes the erasure."""

import secrets
from collections.abc import Mapping
from datetime import UTC, datetime

from warehouse.interface import Parameters, Warehouse
from warehouse.sql_files import read_condition, read_statement
from warehouse.upkeep.cluster_ddl import name_local, on_cluster
from warehouse.upkeep.derived.repair import fold_missing
from warehouse.upkeep.derived.tables import ERASED_BATCH, STANDING
from warehouse.upkeep.erasure.person import Person
from warehouse.upkeep.path_removal import remove_paths
from warehouse.upkeep.retention import MARGIN_DAYS, find_events_since
from warehouse.upkeep.rollups import ROLLUPS, write_fill

# Table to the condition of its rows, a file of this folder. Not here: `event_ids`, and the reports of orders, of which
# bare ids of events and orders are left, so that an event that is sent again is not stored again; these are marked.
# An order whose id contains the person's e-mail address is forgotten as a whole: reported again, it is stored again.
_CONDITIONS: Mapping[str, str] = {
    # Before the reports, which lead to these.
    STANDING: "by_conversion",
    "conversion_facts": "by_conversion",
    "judged_conversions": "by_conversion",
    "conversion_drafts": "by_conversion",
    "conversion_clicks": "by_conversion",
    "conversion_reports": "by_person_key",
    "order_returns": "by_event",
    "click_facts": "by_event",
    "identities": "by_person",
    "visitor_identities": "by_identity",
    "people": "by_customer",
    "arrivals": "by_arrival",
    "run_arrivals": "by_run_arrival",
    "duplicates": "by_duplicate",
    "findings": "by_subject",
    "marks": "by_subject",
    "decisions": "by_subject",
    "allowances": "by_allowance",
    "events": "by_event",
}
_SETTINGS = "settings mutations_sync = 2, allow_nondeterministic_mutations = 1"
_MARK = f"batch = {ERASED_BATCH}"
# What a report of an order says beside its order.
_TEXTS = (
    "source", "traffic", "visitor_id", "customer_id", "email_hash", "email_kind", "currency", "ref", "promo_code",
    "channel", "link", "sub_id", "utm_source", "utm_medium", "utm_campaign", "country", "network", "ip_prefix",
    "ip_hash", "browser", "zone", "subscription_id", "payment_id",
)  # fmt: skip
_FORGET = ", ".join((_MARK, "amount_minor = null", "agent_hash = 0", *(f"{name} = ''" for name in _TEXTS)))
# Table to the condition of the rows and what they become.
_MARKED: Mapping[str, tuple[str, str]] = {"event_ids": ("by_id", _MARK), "conversion_reports": ("by_order", _FORGET)}


def erase_person(warehouse: Warehouse, person: Person, cluster: str = "") -> dict[str, int]:
    """Removes all rows, rebuilds the roll-ups of their hours, and folds conversions of which other reports are left.

    Returns the rows removed from each table.

    Ingest must be paused. Hours of months whose events have expired stay as they are: they identify nobody, and nothing
    could rebuild them.
    """
    since = find_events_since(warehouse, MARGIN_DAYS) or datetime.fromtimestamp(0, UTC)
    site: Parameters = {"site_id": person.site_id, "erased_batch": ERASED_BATCH}
    # Under a token of its own, a cluster does not take it for the insert of an erasure that was killed.
    warehouse.insert("people_to_erase", person.columns(), token=secrets.token_hex(16))
    warehouse.execute(_read("collect_events"), {**site, "since": since})
    # Whole: of whose paths events of the person are part is not known before they are computed again.
    remove_paths(warehouse, person.site_id, cluster)
    for table, (condition, change) in _MARKED.items():
        warehouse.execute(_write_mark(table, change, _read_condition(condition), cluster), site)
    removed = {table: _delete(warehouse, table, condition, site, cluster) for table, condition in _CONDITIONS.items()}
    fold_missing(warehouse, person.site_id)
    for rollup in ROLLUPS:
        removed[rollup] = _delete(warehouse, rollup, "by_hour", site, cluster)
        warehouse.execute(write_fill(warehouse, rollup, rollup, _read("by_hour")), site)
    for table in ("events_to_erase", "people_to_erase"):
        _delete(warehouse, table, "by_site", site, cluster)
    return removed


def count_events(warehouse: Warehouse, person: Person) -> int:
    """How many stored events name the person."""
    return warehouse.query(_read("count_events"), person.parameters()).parse_value(int)


def _delete(warehouse: Warehouse, table: str, condition: str, site: Parameters, cluster: str) -> int:
    """Returns the number of rows."""
    count = _count(warehouse, table, condition, site)
    if count:
        warehouse.execute(_write_deletion(table, _read_condition(condition), cluster), site)
    return count


def _write_deletion(table: str, condition: str, cluster: str = "") -> str:
    """The statement, which returns when the rows are gone, on every replica of a cluster.

    Its text, which the engine keeps, holds no id of the person: the conditions look them up in tables.
    The tables that the conditions query do not change meanwhile, so every replica removes the same rows.
    """
    head = ("alter table", name_local(table, cluster), on_cluster(cluster), "delete", condition)
    return " ".join((*head, _SETTINGS))


def _write_mark(table: str, change: str, condition: str, cluster: str = "") -> str:
    """The statement that says of the rows that their event was removed on purpose."""
    head = ("alter table", name_local(table, cluster), on_cluster(cluster), "update")
    return " ".join((*head, change, condition, _SETTINGS))


def _count(warehouse: Warehouse, table: str, condition: str, site: Parameters) -> int:
    rows = warehouse.query(" ".join(("select count() from", table, _read_condition(condition))), site)
    return rows.parse_value(int)


def _read_condition(condition: str) -> str:
    return read_condition("warehouse.upkeep.erasure", condition)


def _read(name: str) -> str:
    return read_statement("warehouse.upkeep.erasure", name)
