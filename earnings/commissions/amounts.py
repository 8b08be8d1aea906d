"""The amounts of a decision, exactly: pure functions of the frozen decision and of what was given back."""

from collections import defaultdict
from fractions import Fraction

from earnings.commissions.decision import Decision, Outcome, Share, Upline
from earnings.commissions.returns import Returned
from earnings.terms.terms import UNIT_PPM, LevelBase
from money.split import round_half_away, round_parts, split_amount


def split_parts(decision: Decision, returned: Returned) -> dict[tuple[str, str], int]:
    """What each earning share gets before caps by partner, month and customer; keyed by partner and rule."""
    shares = sorted(decision.list_earning(), key=lambda share: share.first_touch_at)
    exact = [_compute_exact(decision, share, returned) for share in shares]
    parts = round_parts(exact)
    cap = decision.per_sale_cap
    if cap is not None and sum(parts) > cap:
        parts = split_amount(cap, exact)
    return {(share.partner, share.rule): part for share, part in zip(shares, parts, strict=True)}


def sum_lines(decision: Decision, returned: Returned) -> dict[str, int]:
    """Each partner's direct line, caps included, in order of first touch."""
    lines: defaultdict[str, int] = defaultdict(int)
    for (partner, _), part in split_parts(decision, returned).items():
        lines[partner] += part
    grants = {grant.partner: grant for grant in decision.grants}
    return {partner: grants[partner].limit(minor) if partner in grants else minor for partner, minor in lines.items()}


def compute_level(decision: Decision, upline: Upline, lines: dict[str, int], returned: Returned) -> int:
    """A parent's line: his rate of the child's rounded line, or of the child's exact share of the sale."""
    if upline.base is LevelBase.COMMISSION:
        base = Fraction(lines.get(upline.child, 0))
    else:
        weight = sum(share.weight for share in decision.list_earning() if share.partner == upline.child)
        base = share_base(decision, weight, returned)
    return round_half_away(base * upline.rate_ppm / UNIT_PPM)


def share_base(decision: Decision, weight: int, returned: Returned) -> Fraction:
    """The exact net part of the base that a weight stands for."""
    return decision.base_minor * returned.find_kept() * weight / decision.total_weight


def is_kept(decision: Decision, partner: str, returned: Returned) -> bool:
    """Whether the conversion counts as one of the partner's."""
    earns = any(share.partner == partner for share in decision.shares if share.outcome is Outcome.EARNS)
    return earns and not returned.is_all


def _compute_exact(decision: Decision, share: Share, returned: Returned) -> Fraction:
    if share.fixed_minor is None:
        return share_base(decision, share.weight, returned) * share.rate_ppm / UNIT_PPM
    kept = returned.find_kept() if decision.prorates_fixed else Fraction(not returned.is_all)
    return Fraction(share.fixed_minor * share.weight, decision.total_weight) * kept
