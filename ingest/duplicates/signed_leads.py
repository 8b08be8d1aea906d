"""Signed leads: a lead's name is not among what is signed, so one signature makes one conversion, whatever its name."""

from collections.abc import Iterable, Mapping

from events.enums import EventType, Source
from ingest.columns import EventColumns
from ingest.duplicates.reports import ConversionKey
from warehouse.interface import Parameters, Warehouse
from warehouse.sql_files import read_statement

_LEAD, _SIGNED = EventType.LEAD.value, Source.SIGNED.value


def list_signed_leads(columns: EventColumns, keys: Mapping[int, ConversionKey]) -> dict[int, ConversionKey]:
    """What each row with a signed lead shares with those of other names: the beginning of its key."""
    types, sources = columns["type"], columns["source"]
    return {
        row: key._replace(key=key.key.partition("\n")[0] + "\n")
        for row, key in keys.items()
        if key.key and sources[row] == _SIGNED and types[row] == _LEAD
    }


def query_signed_leads(
    warehouse: Warehouse, signed: Iterable[ConversionKey], batch_hash: int
) -> Mapping[ConversionKey, str]:
    """The conversion that other batches have stored of each; a query each, which reads a few rows."""
    statement = read_statement("ingest.duplicates", "signed_leads")
    found: dict[ConversionKey, str] = {}
    for each in set(signed):
        parameters: Parameters = {
            "site_id": each.site_id,
            "beginning": each.key,
            "is_test": each.is_test,
            "batch": batch_hash,
        }
        for (conversion_id,) in warehouse.query(statement, parameters).parse_tuples(tuple[str]):
            found[each] = conversion_id
    return found
