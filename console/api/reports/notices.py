"""What the reader of a report should know about its figures: ``meta.notices``."""

from reports.paths.question import CreditQuestion


def describe_crowds(question: CreditQuestion) -> dict[str, list[dict[str, object]]]:
    """A notice where not all clicks of some people count; none for a single partner."""
    people = 0 if question.own_refs is not None or not question.crowds else len(question.crowds.visits.cut_people)
    return {"notices": [{"kind": "crowded_people", "people": people}]} if people else {}
