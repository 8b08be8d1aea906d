"""Every table behind `events`: what identifies its rows, and when they are what the events say."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a row is."""

    ROWS = "rows"  # one row for each event
    SUMS = "sums"  # part of a sum over events
    REPEATABLE = "repeatable"  # written twice it says the same as written once
    FOLDED = "folded"  # one row for what several rows of its origin say together


@dataclass(frozen=True, slots=True)
class DerivedTable:
    """A table that a view of `events`, or of another such table, fills; conditions are SQL over its columns."""

    name: str
    kind: Kind
    # The columns that identify a row or a sum.
    key: Sequence[str]
    # The view's name without its version, where it does not begin with that of the table.
    view: str = ""
    # The table that the view selects from.
    origin: str = "events"
    # The column of the origin that says what its rows are folded into.
    origin_id: str = ""
    # Where its valid rows are queried, if that is not its name.
    valid_rows: str = ""
    # Whether its rows are only of leads and sales.
    is_of_conversions: bool = False
    # The column that says when it happened; empty where a row does not say.
    moment: str = ""
    # The columns that are compared beside the number of rows, and the condition under which they differ.
    values: Sequence[str] = ()
    differs: str = "stored_rows != expected_rows"
    # The column of the event's id, and its value for an ``event_id``.
    id_column: str = "event_id"
    id_value: str = "event_id"
    # The id as a number in which version 7 ids are ordered by time.
    id_number: str = "UUIDToNum(event_id)"
    # Which rows count: those whose event was removed on purpose do not.
    counted: str = "true"
    # Rows that also have other origins, or expire, cannot be compared.
    is_compared: bool = True

    @property
    def view_prefix(self) -> str:
        """How the names of the view's versions begin."""
        return f"{self.view or self.name}_v"

    @property
    def rows(self) -> str:
        """What follows ``from``."""
        return self.valid_rows or self.name


# The batch of an id whose event was erased: it stays, so that the event is not stored again when it is sent again.
ERASED_BATCH = (1 << 64) - 1
# The batch of an id whose import was taken back: it still counts as once stored, and the event may be stored again.
UNDONE_BATCH = ERASED_BATCH - 1
_NOT_ERASED = f"batch != {ERASED_BATCH}"

STANDING = "standing_conversions"

DERIVED_TABLES = (
    DerivedTable(
        "event_ids",
        Kind.ROWS,
        ("site_id", "id"),
        id_column="id",
        id_value="UUIDToNum(event_id)",
        id_number="id",
        counted=f"batch not in ({ERASED_BATCH}, {UNDONE_BATCH})",
    ),
    DerivedTable(
        "order_returns",
        Kind.ROWS,
        ("site_id", "event_id"),
        moment="timestamp",
        # A row that is there twice is merged with its like.
        differs="false",
    ),
    DerivedTable(
        "conversion_reports",
        Kind.ROWS,
        ("site_id", "event_id"),
        moment="timestamp",
        is_of_conversions=True,
        # A row that is there twice is merged with its like.
        differs="false",
        counted=_NOT_ERASED,
    ),
    # After its origin, which is repaired first.
    DerivedTable(
        STANDING,
        Kind.FOLDED,
        ("site_id", "event_id"),
        view="folded_conversions",
        origin="conversion_reports",
        origin_id="conversion_id",
        is_of_conversions=True,
        valid_rows="standing_conversions final",
        moment="made_at",
        values=("toString(tuple(*)) as content",),
        differs="stored_rows != expected_rows or anyIf(content, is_expected) != anyIf(content, not is_expected)",
    ),
    DerivedTable(
        "rollup_partner_hours",
        Kind.SUMS,
        ("site_id", "ref", "promo_code", "hour", "traffic"),
        moment="hour",
        values=("clicks", "visitors"),
        differs="sumIf(clicks, is_expected) != sumIf(clicks, not is_expected)"
        " or uniqExactMergeIf(visitors, is_expected) != uniqExactMergeIf(visitors, not is_expected)",
    ),
    DerivedTable(
        "identities",
        Kind.REPEATABLE,
        ("site_id", "visitor_id", "customer_id"),
        values=("first_seen", "last_seen"),
        # It may be wider than the events that are left.
        differs="minIf(first_seen, not is_expected) > minIf(first_seen, is_expected)"
        " or maxIf(last_seen, not is_expected) < maxIf(last_seen, is_expected)",
    ),
    DerivedTable(
        "visitor_identities",
        Kind.REPEATABLE,
        ("site_id", "visitor_id", "kind", "id", "is_test", "seen_at"),
        values=("trust",),
        differs="maxIf(trust, not is_expected) < maxIf(trust, is_expected)",
    ),
    DerivedTable(
        "people",
        Kind.REPEATABLE,
        ("site_id", "customer_id", "email_hash", "is_test"),
        values=("first_seen", "last_seen", "trust"),
        differs="minIf(first_seen, not is_expected) > minIf(first_seen, is_expected)"
        " or maxIf(last_seen, not is_expected) < maxIf(last_seen, is_expected)"
        " or maxIf(trust, not is_expected) < maxIf(trust, is_expected)",
    ),
    DerivedTable(
        "arrivals",
        Kind.REPEATABLE,
        ("site_id", "visitor_id", "customer_id", "order_id"),
        view="event_arrivals",
        is_compared=False,
    ),
)
