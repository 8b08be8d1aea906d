"""Parses a version of terms from JSON; raises ``TermsInvalid`` with the path of what cannot be used."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from earnings.terms.customer_reward import Benefit, CustomerReward
from earnings.terms.fields import Fields
from earnings.terms.payout_schedule import PayoutEvery, PayoutSchedule
from earnings.terms.reward import Reward
from earnings.terms.reward_parsing import parse_rewards
from earnings.terms.terms import Bonus, Caps, FeePayer, Kind, Level, LevelBase, Overrides, PayoutTerms, Recurring, Terms
from earnings.terms.tiers import Metric, PeriodKind
from registry.enums import Model, Priority

_ALWAYS = datetime(2000, 1, 1, tzinfo=UTC)
_LAST_DAYS = {PayoutEvery.WEEK: 7, PayoutEvery.MONTH: 31}
_MOST_CUTOFF_DAYS = 366


class _OnPartialRefund(StrEnum):
    KEEP = "keep"
    PRORATE = "prorate"


class _AfterEnd(StrEnum):
    STOP = "stop"
    CONTINUE = "continue"


class _AfterLimit(StrEnum):
    NOBODY = "nobody"
    ATTRIBUTION = "attribution"


def parse_terms(raw: Mapping[str, object], version: int = 1) -> Terms:
    """Without ``valid_from`` the terms hold from the year 2000 on."""
    fields = Fields(raw)
    terms = Terms(
        version=version,
        valid_from=fields.find_moment("valid_from") or _ALWAYS,
        rewards=parse_rewards(fields.take_objects("rewards")),
        overrides=_parse_overrides(fields.take_object("overrides")),
        model=fields.take_choice("model", Model.LAST_CLICK),
        window_days=fields.take_number("window_days", 30, least=1),
        priority=fields.take_choice("priority", Priority.CLICK),
        hold_days=fields.take_number("hold_days", 30),
        zone=_parse_zone(fields),
        recurring=_parse_recurring(fields.take_object("recurring")),
        new_customers_only=fields.take_flag("new_customers_only"),
        caps=_parse_caps(fields.take_object("caps")),
        levels=tuple(_parse_level(each) for each in fields.take_objects("levels")),
        compression=fields.take_flag("compression"),
        bonuses=_parse_bonuses(fields),
        customer_reward=_parse_customer_reward(fields.take_object("customer_reward")),
        base_excludes=fields.take_texts("base_excludes"),
        prorates_fixed=_prorates(fields),
        clawback_days=fields.find_number("clawback_days"),
        auto_reject=fields.take_flag("auto_reject"),
        pay_unconfirmed=fields.take_flag("pay_unconfirmed"),
        ends_at=fields.find_moment("ends_at"),
        recurs_after_end=fields.take_choice("recurring_after_end", _AfterEnd.STOP) is _AfterEnd.CONTINUE,
        payout=_parse_payout(fields.take_object("payout")),
    )
    fields.finish()
    return terms


def _prorates(fields: Fields) -> bool:
    return fields.take_choice("fixed_on_partial_refund", _OnPartialRefund.KEEP) is _OnPartialRefund.PRORATE


def _parse_zone(fields: Fields) -> ZoneInfo:
    name = fields.take_text("tz", "UTC")
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise fields.reject("tz", f"{name!r} is not known", "give an IANA name like Europe/Berlin") from None


def _parse_overrides(fields: Fields | None) -> Overrides:
    if fields is None:
        return Overrides()
    overrides = Overrides(*(_parse_lists(fields.take_object(name)) for name in ("links", "partners", "groups")))
    fields.finish()
    return overrides


def _parse_lists(fields: Fields | None) -> dict[str, tuple[Reward, ...]]:
    return {} if fields is None else {name: parse_rewards(fields.take_objects(name)) for name in fields.list_names()}


def _parse_recurring(fields: Fields | None) -> Recurring | None:
    if fields is None:
        return None
    recurring = Recurring(
        limit_months=fields.find_number("limit_months", least=1),
        limit_payments=fields.find_number("limit_payments", least=1),
        takeover=fields.take_flag("takeover"),
        binds_on=fields.take_choice("binds_on", Kind.LEAD),
        earns_after_limit=fields.take_choice("after_limit", _AfterLimit.NOBODY) is _AfterLimit.ATTRIBUTION,
    )
    fields.finish()
    return recurring


def _parse_caps(fields: Fields | None) -> Caps:
    if fields is None:
        return Caps()
    caps = Caps(
        per_sale=fields.find_number("per_sale"),
        per_customer=fields.find_number("per_customer"),
        per_partner_month=fields.find_number("per_partner_month"),
        program_month=fields.find_number("program_month"),
    )
    fields.finish()
    return caps


def _parse_level(fields: Fields) -> Level:
    base = fields.take_choice("base", LevelBase.COMMISSION)
    level = Level(fields.take_rate("percent"), base, fields.find_number("months", least=1))
    fields.finish()
    return level


def _parse_bonuses(fields: Fields) -> tuple[Bonus, ...]:
    items = fields.take_objects("bonuses")
    bonuses = tuple(_parse_bonus(each) for each in items)
    for number, bonus in enumerate(bonuses):
        if any(bonus.id == other.id for other in bonuses[:number]):
            raise items[number].reject("id", f"{bonus.id!r} stands twice", "give each bonus a name of its own")
    return bonuses


def _parse_bonus(fields: Fields) -> Bonus:
    bonus = Bonus(
        id=fields.take_text("id"),
        metric=fields.take_choice("metric", Metric.SALES),
        threshold=fields.take_number("threshold", least=1),
        period=fields.take_choice("period", PeriodKind.MONTH),
        amount_minor=fields.take_number("amount", least=1),
    )
    fields.finish()
    return bonus


def _parse_customer_reward(fields: Fields | None) -> CustomerReward | None:
    if fields is None:
        return None
    given: dict[Benefit, int | None] = {
        Benefit.AMOUNT: fields.find_number("amount", least=1),
        Benefit.DISCOUNT_PPM: fields.find_rate("discount_percent"),
        Benefit.FREE_MONTHS: fields.find_number("free_months", least=1),
    }
    found = [CustomerReward(kind, quantity) for kind, quantity in given.items() if quantity is not None]
    if len(found) != 1:
        raise fields.reject("amount", "must stand alone", "give one of amount, discount_percent, free_months")
    reward = CustomerReward(found[0].benefit, found[0].quantity, fields.find_number("valid_days", least=1))
    fields.finish()
    return reward


def _parse_payout(fields: Fields | None) -> PayoutTerms:
    if fields is None:
        return PayoutTerms()
    payout = PayoutTerms(
        minimum=fields.take_amounts("minimum"),
        fee_ppm=fields.find_rate("fee_percent") or 0,
        fee_fixed=fields.take_amounts("fee_fixed"),
        fee_payer=fields.take_choice("fee_payer", FeePayer.SITE),
        second_person_above=fields.take_amounts("second_person_above"),
        schedule=_parse_schedule(fields.take_object("schedule")),
        takes_requests=fields.take_flag("takes_requests"),
    )
    fields.finish()
    # Whoever is paid on request may ask for it.
    return replace(payout, takes_requests=payout.takes_requests or payout.needs_request)


def _parse_schedule(fields: Fields | None) -> PayoutSchedule | None:
    if fields is None:
        return None
    every = fields.take_choice("every", PayoutEvery.MONTH)
    if every is PayoutEvery.REQUEST:
        fields.finish()
        return PayoutSchedule(every)
    last = _LAST_DAYS[every]
    day, cutoff_days = fields.take_number("day", 1, least=1), fields.take_number("cutoff_days", 0)
    if day > last:
        raise fields.reject("day", f"{day} is not usable", f"give a number from 1 to {last}")
    if cutoff_days > _MOST_CUTOFF_DAYS:
        raise fields.reject("cutoff_days", f"{cutoff_days} is not usable", f"give at most {_MOST_CUTOFF_DAYS}")
    fields.finish()
    return PayoutSchedule(every, day, cutoff_days)
