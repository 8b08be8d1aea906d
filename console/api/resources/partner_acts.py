"""POST /partners/bulk and POST /partners/{partner_id}/merge: one act on many partners, two partners into one."""

from collections import Counter
from typing import Annotated

from msgspec import Meta

from console.api.bodies import parse_body
from console.api.fields import Count, RegistryId, Resource, choice
from console.api.request import ApiRequest, Call, Document
from console.api.resources.partner_fields import Partner, make_partner
from console.errors import InvalidRequest
from registry.partner_acts import PartnerAct, act_on_partners
from registry.partner_merge import merge_partners
from registry.publication import change_registry


class PartnerActs(Resource):
    """`value` is the tag of `add_tag` and `remove_tag`, the group of `set_group`; an empty group takes it away."""

    partner_ids: Annotated[list[RegistryId], Meta(min_length=1, max_length=1000)]
    act: Annotated[str, choice(PartnerAct)]
    value: str = ""


class ActedPartner(Resource):
    """`problem` says why one is refused; the others are changed all the same."""

    partner_id: Count
    outcome: Annotated[str, choice(("changed", "unchanged", "refused"))]
    problem: str


class PartnerActsDone(Resource):
    """One row a partner, in the order of the request."""

    changed: Count
    unchanged: Count
    refused: Count
    rows: list[ActedPartner]


class Merge(Resource):
    """The partner who gets everything."""

    into: RegistryId


def answer_bulk(request: ApiRequest) -> Document:
    """Each partner is changed or refused on its own."""
    body = parse_body(request.body, PartnerActs)
    if body.act not in tuple(PartnerAct):
        raise InvalidRequest("act", "give one of " + ", ".join(PartnerAct))
    site_id, act = request.site().site_id, PartnerAct(body.act)
    with change_registry(request.dependencies.sessions, request.dependencies.redis) as session:
        acted = act_on_partners(session, site_id, body.partner_ids, act, body.value, request.now)
    counts = Counter(each.outcome for each in acted)
    rows = [ActedPartner(each.partner_id, each.outcome, each.problem) for each in acted]
    return Document(PartnerActsDone(counts["changed"], counts["unchanged"], counts["refused"], rows))


def answer_merge(request: ApiRequest) -> Document:
    """The partner who has everything now; what the other was credited in the ledger stays the other's."""
    body = parse_body(request.body, Merge)
    with change_registry(request.dependencies.sessions, request.dependencies.redis) as session:
        site_id, partner_id = request.site().site_id, int(request.path["partner_id"])
        return Document(make_partner(merge_partners(session, site_id, partner_id, body.into, request.now)))


_SITE = ("site",)
# fmt: off
CALLS = (
    Call("act_on_partners", "POST", "/partners/bulk", answer_bulk, "Do the same to many partners", _SITE,
         PartnerActs, PartnerActsDone, is_write=True),
    Call("merge_partner", "POST", "/partners/{partner_id:id}/merge", answer_merge,
         "Move all codes, links and promo codes of a partner to another, and archive him", _SITE, Merge, Partner,
         is_write=True),
)
