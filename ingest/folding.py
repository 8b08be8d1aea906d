"""Later reports of a conversion: names it in their rows, and folds what all of its reports say into how it stands."""

from collections.abc import Iterable, Mapping

import numpy as np

from ingest.duplicates.reports import ConversionKey, StoredReport
from ingest.pipeline import Columns
from warehouse.dictionary_column import encode_values
from warehouse.interface import Parameters, Warehouse
from warehouse.sql_files import read_statement


def put_later_reports(columns: Columns, later: Mapping[int, StoredReport]) -> Columns:
    """The columns of a batch whose rows in ``later`` are reports of a conversion that has others before them."""
    if not later:
        return columns
    ids, numbers = list(columns["conversion_id"]), np.array(columns["report_number"])
    for row, stored in later.items():
        ids[row], numbers[row] = stored.conversion_id, stored.number
    return {**columns, "conversion_id": encode_values(ids), "report_number": numbers}


def fold_conversions(warehouse: Warehouse, conversions: Iterable[ConversionKey]) -> None:
    """Writes how these stand by all of their stored reports; repeated it writes the same."""
    keys = sorted({(each.site_id, each.key) for each in conversions if not each.is_test})
    if not keys:
        return
    parameters: Parameters = {"site_ids": [site_id for site_id, _ in keys], "conversion_keys": [key for _, key in keys]}
    warehouse.execute(read_statement("ingest", "fold_conversions"), parameters)
