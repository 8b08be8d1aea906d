"""How far the fraud runs are behind."""

from warehouse.interface import Warehouse
from warehouse.sql_files import read_statement


def query_fraud_lag_seconds(warehouse: Warehouse) -> float:
    """Age of the oldest stored event that no run has covered, of any site; 0 if there is none.

    A run leaves the last seconds before it to the next one, so this is rarely 0 while events arrive.
    """
    return warehouse.query(read_statement("fraud.runs", "oldest_waiting")).parse_value(float)
