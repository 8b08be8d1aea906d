"""The allow list: networks, visitors, e-mail addresses and partners that the rules ignore for a time."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from warehouse.interface import Warehouse
from warehouse.sql_files import read_statement

KINDS = ("prefix", "visitor", "email", "partner")


@dataclass(frozen=True, slots=True)
class Allowance:
    """``value`` as the events carry it: a /24 or /48, a visitor id, an e-mail's hash, a partner's code in lower case.

    It holds for what happened at or after ``valid_from`` and before ``valid_to``.
    """

    allowance_id: str
    kind: str
    value: str
    valid_from: datetime
    valid_to: datetime
    changed_by: str
    why: str

    def key(self) -> list[str]:
        """The part that marks depend on."""
        return [self.kind, self.value, self.valid_from.isoformat(), self.valid_to.isoformat()]


def make_allowance_id() -> str:
    """A new id."""
    return secrets.token_hex(8)


def save_allowance(
    warehouse: Warehouse, site_id: int, allowance: Allowance, now: datetime, *, is_active: bool = True
) -> None:
    """Adds the entry to the allow list, or ends it; the history stays."""
    row: Mapping[str, object] = {
        "site_id": site_id,
        "allowance_id": allowance.allowance_id,
        "changed_at": now,
        "kind": allowance.kind,
        "value": allowance.value,
        "valid_from": allowance.valid_from,
        "valid_to": allowance.valid_to,
        "is_active": int(is_active),
        "changed_by": allowance.changed_by,
        "why": allowance.why,
    }
    warehouse.insert("allowances", {name: [value] for name, value in row.items()})


def list_allowances(warehouse: Warehouse, site_id: int) -> list[Allowance]:
    """The entries that were not ended, expired ones too: what happened in their time stays allowed."""
    return warehouse.query(read_statement("fraud.facts", "allowances"), {"site_id": site_id}).parse(Allowance)
