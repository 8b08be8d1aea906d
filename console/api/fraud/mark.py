"""A fraud mark as the review queue and the why of a conversion show it."""

from typing import Annotated

from msgspec import field

from console.api.fields import JSON_ONLY, Count, Milliseconds, Resource, SubjectKind, TrafficClass
from money.amount import Amount


class Mark(Resource):
    """A finding of a rule: `says` is its evidence in words, `chance` how often honest traffic shows it.

    `is_confirmed`: it rests on confirmed conversions alone, and counts for these; else on everything that was reported.

    What was decided of its subject stands beside it: by the rules, or by a team member with `why`.
    """

    mark_id: str
    subject_kind: SubjectKind
    subject_id: str
    partner: str
    rule: str
    description: str
    says: str
    evidence: Annotated[dict[str, str], JSON_ONLY]
    is_confirmed: bool
    traffic_class: TrafficClass = field(name="class")
    family: str
    weight: float
    chance: float
    reason: str
    timestamp: Milliseconds
    order_id: str
    value: Amount | None
    is_refunded: bool
    decision: str
    decided_by: str
    why: str
    score: float
    rule_set: Count
