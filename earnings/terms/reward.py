"""One reward: a percent or a fixed sum for a conversion that fits."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from earnings.terms.tiers import Tiers


@dataclass(frozen=True, slots=True)
class When:
    """What a conversion must be like; an empty set of values, and None, is no condition."""

    currencies: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    properties: Mapping[str, frozenset[str]] = field(default_factory=dict)
    amount_from: int | None = None
    amount_below: int | None = None

    def fits(self, currency: str, name: str, amount_minor: int, properties: Mapping[str, str | int]) -> bool:
        """Whether every condition holds; ``amount_from`` is included, ``amount_below`` is not."""
        if self.currencies and currency not in self.currencies:
            return False
        if self.names and name not in self.names:
            return False
        if any(str(properties.get(key, "")) not in values for key, values in self.properties.items()):
            return False
        least = self.amount_from is None or amount_minor >= self.amount_from
        return least and (self.amount_below is None or amount_minor < self.amount_below)


@dataclass(frozen=True, slots=True)
class Payments:
    """The customer's payments from ``first`` to ``last``, both included; without ``last`` all later ones."""

    first: int = 1
    last: int | None = None

    def include(self, number: int) -> bool:
        """Whether the customer's payment of this number, from 1, is one of them."""
        return self.first <= number and (self.last is None or number <= self.last)


@dataclass(frozen=True, slots=True)
class Reward:
    """Either ``rate_ppm`` of the base, in parts per million, or ``fixed_minor`` of the conversion's currency."""

    id: str
    event: str
    rate_ppm: int | None = None
    fixed_minor: int | None = None
    when: When = field(default_factory=When)
    payments: Payments = field(default_factory=Payments)
    tiers: Tiers | None = None
