"""What the reader of a report should know about its figures: ``meta.notices``."""

from reports.paths.crowds import query_crowds
from reports.paths.question import CreditQuestion
from warehouse.interface import Warehouse


def describe_crowds(warehouse: Warehouse, question: CreditQuestion) -> dict[str, list[dict[str, object]]]:
    """A notice where crowded people are among those of the report; none for a single partner."""
    people = 0 if question.own_refs is not None else query_crowds(warehouse, question).count_people()
    return {"notices": [{"kind": "crowded_people", "people": people}]} if people else {}
