"""One act on many partners: each is changed or refused on its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from registry.enums import PartnerStatus
from registry.errors import RegistryConflict, RegistryInvalid, RegistryMissing
from registry.models import Partner
from registry.partners import get_partner, update_partner


class PartnerAct(StrEnum):
    """What is done to each; the last three need a value."""

    ACTIVATE = "activate"
    PAUSE = "pause"
    BLOCK = "block"
    ARCHIVE = "archive"
    ADD_TAG = "add_tag"
    REMOVE_TAG = "remove_tag"
    SET_GROUP = "set_group"


_STATUSES = {
    PartnerAct.ACTIVATE: PartnerStatus.ACTIVE,
    PartnerAct.PAUSE: PartnerStatus.PAUSED,
    PartnerAct.BLOCK: PartnerStatus.BLOCKED,
    PartnerAct.ARCHIVE: PartnerStatus.ARCHIVED,
}


@dataclass(frozen=True, slots=True)
class Acted:
    """``outcome`` is changed, unchanged or refused; then ``problem`` says why."""

    partner_id: int
    outcome: str
    problem: str = ""


def act_on_partners(
    session: Session, site_id: int, partner_ids: Sequence[int], act: PartnerAct, value: str, now: datetime
) -> list[Acted]:
    """What became of each, in the given order; ``value`` is the tag or the group, an empty group takes it away."""
    if act in (PartnerAct.ADD_TAG, PartnerAct.REMOVE_TAG) and not value.strip():
        raise RegistryInvalid("value", "give the tag")
    return [_act_on(session, site_id, partner_id, act, value.strip(), now) for partner_id in dict.fromkeys(partner_ids)]


def _act_on(session: Session, site_id: int, partner_id: int, act: PartnerAct, value: str, now: datetime) -> Acted:
    try:
        with session.begin_nested():
            partner = get_partner(session, site_id, partner_id)
            before = _describe(partner)
            _change(session, partner, act, value, now)
            return Acted(partner_id, "unchanged" if _describe(partner) == before else "changed")
    except (RegistryConflict, RegistryInvalid, RegistryMissing) as exc:
        return Acted(partner_id, "refused", str(exc))


def _change(session: Session, partner: Partner, act: PartnerAct, value: str, now: datetime) -> None:
    site_id, partner_id = partner.site_id, partner.id
    if act in _STATUSES:
        update_partner(session, site_id, partner_id, status=_STATUSES[act], now=now)
    elif act is PartnerAct.SET_GROUP:
        update_partner(session, site_id, partner_id, group=value)
    else:
        others = [tag for tag in partner.tags if tag.lower() != value.lower()]
        is_there = len(others) < len(partner.tags)
        tags = others if act is PartnerAct.REMOVE_TAG else partner.tags if is_there else [*others, value]
        update_partner(session, site_id, partner_id, tags=tags)


def _describe(partner: Partner) -> tuple[str, str, tuple[str, ...]]:
    return partner.status, partner.group, tuple(partner.tags)
