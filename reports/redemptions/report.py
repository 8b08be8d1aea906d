"""Adds up the redemptions of each promo code."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from money.amount import add_money
from registry.code_lookup import CodeLookup
from reports.paths.crowd_search import query_crowd_ids
from reports.paths.question import CreditQuestion, make_parameters
from reports.paths.statements import join_people_statement
from warehouse.interface import Warehouse

# A code that so many networks redeem, mostly without ever having come by its partner, stands on a coupon site.
LEAKED_NETWORKS = 5


@dataclass(slots=True)
class Redemptions:
    """Of one code; ``networks`` are those of buyers without any click, ``value_minor`` by currency before refunds."""

    total: int = 0
    without_click: int = 0
    networks: set[str] = field(default_factory=set)
    value_minor: dict[str, int] = field(default_factory=dict)

    @property
    def is_leaked(self) -> bool:
        """Most redemptions have no click before them, and come from many networks."""
        return 2 * self.without_click > self.total and len(self.networks) >= LEAKED_NETWORKS


def report_redemptions(warehouse: Warehouse, codes: CodeLookup, question: CreditQuestion) -> Mapping[str, Redemptions]:
    """Code in lower case → its redemptions in the sales of the question, the leaked codes first."""
    statement = join_people_statement(("reports.paths", "crowd_owners"), ("reports.redemptions", "redemptions"))
    found: dict[str, Redemptions] = defaultdict(Redemptions)
    question = replace(question, crowds=query_crowd_ids(warehouse, question))
    for row in warehouse.query(statement, make_parameters(question, codes)).tuples():
        code, currency, redemptions, without_click, networks, value_minor = row
        each = found[str(code)]
        each.total += redemptions
        each.without_click += without_click
        each.networks.update(networks)
        each.value_minor = add_money(each.value_minor, {str(currency): value_minor})
    order = sorted(found, key=lambda code: (not found[code].is_leaked, -found[code].without_click, code))
    return {code: found[code] for code in order}
