"""Which reward applies: link, then partner, then group, then program; in each list the first that fits."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from earnings.terms.reward import Reward
from earnings.terms.terms import Terms


@dataclass(frozen=True, slots=True)
class Rule:
    """A reward and whose it is; ``id`` is unique within a version of terms."""

    id: str
    reward: Reward


@dataclass(frozen=True, slots=True)
class Question:
    """What a conversion must be known by to choose its reward."""

    kind: str
    currency: str
    name: str
    amount_minor: int
    properties: Mapping[str, str | int]
    payment_number: int


def find_rule(terms: Terms, question: Question, link: str, partner: str, groups: Sequence[str]) -> Rule | None:
    """Never the highest: the nearest list that has a reward for this conversion."""
    return next((rule for rule in _list_candidates(terms, link, partner, groups) if _fits(rule.reward, question)), None)


def map_rules(terms: Terms) -> dict[str, Reward]:
    """All rewards of a version by the id of their rule."""
    overrides = terms.overrides
    named = (("link", overrides.links), ("partner", overrides.partners), ("group", overrides.groups))
    own = [_list_rules(f"{scope}:{name}", each) for scope, lists in named for name, each in lists.items()]
    return {rule.id: rule.reward for rules in (*own, _list_rules("program", terms.rewards)) for rule in rules}


def _list_candidates(terms: Terms, link: str, partner: str, groups: Sequence[str]) -> Iterator[Rule]:
    overrides = terms.overrides
    yield from _list_rules(f"link:{link}", overrides.links.get(link, ()) if link else ())
    yield from _list_rules(f"partner:{partner}", overrides.partners.get(partner, ()))
    for group in groups:
        yield from _list_rules(f"group:{group}", overrides.groups.get(group, ()))
    yield from _list_rules("program", terms.rewards)


def _list_rules(scope: str, rewards: Sequence[Reward]) -> list[Rule]:
    return [Rule(f"{scope}:{reward.id}", reward) for reward in rewards]


def _fits(reward: Reward, question: Question) -> bool:
    return (
        reward.event == question.kind
        and reward.payments.include(question.payment_number)
        and reward.when.fits(question.currency, question.name, question.amount_minor, question.properties)
    )
