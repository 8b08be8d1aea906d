"""What is decided so far, and what each decision is worth as of a moment."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from datetime import datetime

from earnings.commissions.amounts import sum_lines
from earnings.commissions.decision import Decision, Lock
from earnings.commissions.facts import Conversion, Facts, Speaker
from earnings.commissions.returns import Returned, make_clawback, sum_returned
from earnings.commissions.totals import Parts, Totals
from earnings.commissions.verdict import Ruling, Verdict, Why, find_verdict
from earnings.terms.reward import Reward
from earnings.terms.selection import map_rules
from earnings.terms.terms import Terms


class History:
    """The last revision of each decision beside the facts. Every answer is about what had arrived by a moment.

    Decisions come in the order in which they were stored: the conversion's place among them is that of its first
    revision, or of the first that is not doubtful.
    """

    def __init__(self, facts: Facts, decisions: Iterable[Decision], locks: Iterable[Lock]) -> None:
        self.facts = facts
        self.terms = {terms.version: terms for terms in facts.versions}
        self.locks = {lock.order: lock for lock in locks}
        self.decisions: dict[str, Decision] = {}
        self._places: dict[str, int] = {}
        self._next_place = 0
        self._of_customer: defaultdict[str, dict[str, None]] = defaultdict(dict)
        self._of_partner: defaultdict[str, dict[str, None]] = defaultdict(dict)
        self._totals: dict[Hashable, Totals] = {}
        self._rules: dict[int, dict[str, Reward]] = {}
        for decision in decisions:
            self.add(decision)

    def add(self, decision: Decision) -> None:
        """Takes a further decision, or a newer revision of one; an older one is ignored."""
        known = self.decisions.get(decision.order)
        if known and known.revision >= decision.revision:
            return
        if known is None or (self._waits(known) and not self._waits(decision)):
            self._places[decision.order] = self._next_place
            self._next_place += 1
        self.decisions[decision.order] = decision
        for name in decision.conversion.list_names():
            self._of_customer[name][decision.order] = None
        for share in decision.list_earning():
            self._of_partner[share.partner][decision.order] = None
        for totals in self._totals.values():
            totals.note(decision)

    def add_lock(self, lock: Lock) -> None:
        """Takes a further lock."""
        self.locks[lock.order] = lock
        for totals in self._totals.values():
            totals.note(self.decisions[lock.order])

    def find_totals(self, name: Hashable, contribute: Callable[[Decision, datetime], Parts]) -> Totals:
        """The sums of this name, which has always the same ``contribute``."""
        if name not in self._totals:
            self._totals[name] = Totals(contribute, self._list_changes)
            for decision in self.decisions.values():
                self._totals[name].note(decision)
        return self._totals[name]

    def is_new(self, conversion: Conversion) -> bool:
        """Whether it has no place yet: it has no decision, or one that is doubtful still."""
        known = self.decisions.get(conversion.order)
        return known is None or self.is_doubtful(known, conversion.received)

    def is_placed_last(self, conversion: Conversion) -> bool:
        """Whether all other decisions come before that of this conversion, as far as they count."""
        return self.is_new(conversion) and self._find_word(conversion) is None

    def map_rules(self, terms: Terms) -> dict[str, Reward]:
        """All rewards of a version by the id of their rule."""
        if terms.version not in self._rules:
            self._rules[terms.version] = map_rules(terms)
        return self._rules[terms.version]

    def find_terms(self, decision: Decision) -> Terms:
        """The version that the decision was made by; of a decision without any, the first."""
        return self.terms.get(decision.terms_version) or self.facts.versions[0]

    def list_customer(self, before: Conversion) -> list[Decision]:
        """The decisions of its customer made before that of this conversion; none where it names nobody."""
        orders = {order: None for name in before.list_names() for order in self._of_customer[name]}
        # In the order of their places, as those of one name are.
        return self._list_before(sorted(orders, key=self._places.__getitem__), before)

    def list_earlier(self, before: Conversion) -> list[Decision]:
        """Those of them that are not later in time, the earliest first."""
        found = [each for each in self.list_customer(before) if each.conversion.at <= before.at]
        return sorted(found, key=lambda each: each.conversion.at)

    def list_partner(self, partner: str, before: Conversion | None = None) -> list[Decision]:
        """The decisions in which the partner earns, all or those made before that of this conversion."""
        return self._list_before(self._of_partner[partner], before)

    def list_all(self, before: Conversion) -> list[Decision]:
        """The decisions made before that of this conversion."""
        return self._list_before(self.decisions, before)

    def list_partners(self) -> list[str]:
        """All partners who earned by any decision, or by an earlier revision of one."""
        return sorted(partner for partner, orders in self._of_partner.items() if orders)

    def find_verdict(self, decision: Decision, moment: datetime) -> Verdict:
        """What the conversion's money may do."""
        order, facts = decision.order, self.facts
        return find_verdict(
            decision.conversion,
            self.find_terms(decision),
            facts.reviews_of.get(order, []),
            facts.disputes_of.get(order, []),
            order not in facts.uncovered,
            moment,
        )

    def is_rejected(self, decision: Decision, moment: datetime) -> bool:
        """Whether it earns nothing by a person's word or the rules'."""
        return self.find_verdict(decision, moment).ruling is Ruling.REJECT

    def is_doubtful(self, decision: Decision, moment: datetime) -> bool:
        """Whether it waits for what nobody may ever confirm: it takes no place in what others earn by."""
        return self._waits(decision) and self.find_verdict(decision, moment).why is not Why.PERSON

    def counts(self, decision: Decision, moment: datetime) -> bool:
        """Whether it counts in volumes and budgets: it is neither rejected nor doubtful."""
        return not self.is_doubtful(decision, moment) and not self.is_rejected(decision, moment)

    def find_returned(self, decision: Decision, moment: datetime) -> Returned:
        """What came back of it, and counts."""
        order, conversion, facts = decision.order, decision.conversion, self.facts
        refunds, disputes = facts.refunds_of.get(order, []), facts.disputes_of.get(order, [])
        if not refunds and not disputes:
            return Returned(conversion.amount_minor, 0, False)
        lock = self.locks.get(order)
        clawback = make_clawback(conversion, self.find_terms(decision).clawback_days, lock.at if lock else None)
        return sum_returned(conversion, refunds, disputes, clawback, moment)

    def sum_lines(self, decision: Decision, moment: datetime) -> dict[str, int]:
        """The direct lines by partner; none of a rejected conversion."""
        if self.is_rejected(decision, moment):
            return {}
        return sum_lines(decision, self.find_returned(decision, moment))

    def list_moments(self, decision: Decision, moment: datetime) -> list[datetime]:
        """When the facts arrived that may have changed its money."""
        return [each for each in [decision.conversion.received, *self._list_changes(decision)] if each <= moment]

    def _list_changes(self, decision: Decision) -> list[datetime]:
        order, facts = decision.order, self.facts
        moments = [refund.received for refund in facts.refunds_of.get(order, [])]
        moments += [dispute.received for dispute in facts.disputes_of.get(order, [])]
        return moments + [review.at for review in facts.reviews_of.get(order, [])]

    def _find_word(self, conversion: Conversion) -> datetime | None:
        """When a person first spoke of what is doubtful: since then it has its place, however often it is revised."""
        known = self.decisions.get(conversion.order)
        reviews = self.facts.reviews_of.get(conversion.order, []) if known and self._waits(known) else []
        spoken = [each.at for each in reviews if each.by is Speaker.PERSON]
        return min((at for at in spoken if known and not self.is_doubtful(known, at)), default=None)

    def _waits(self, decision: Decision) -> bool:
        return decision.conversion.is_doubtful and not self.find_terms(decision).pay_unconfirmed

    def _list_before(self, orders: Iterable[str], before: Conversion | None) -> list[Decision]:
        if before is None:
            return [self.decisions[order] for order in orders]
        if self.is_new(before) and (said_at := self._find_word(before)):
            found = [self.decisions[order] for order in orders if order != before.order]
            return [each for each in found if each.conversion.received <= said_at]
        end = self._next_place if self.is_new(before) else self._places[before.order]
        return [self.decisions[order] for order in orders if self._places[order] < end and order != before.order]
