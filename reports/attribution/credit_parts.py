"""The files of ``credits``: as few expressions as the models need, because planning them is most of a short answer."""

from registry.enums import Model
from reports.paths.question import CreditQuestion
from reports.paths.statements import Part
from reports.program_rules import BY_PROGRAM

_PACKAGE = "reports.attribution"
DIVIDED: tuple[Part, ...] = ((_PACKAGE, "modelled_paths"), (_PACKAGE, "credits"))
_SINGLE: tuple[Part, ...] = ((_PACKAGE, "modelled_paths"), (_PACKAGE, "single_credits"))
# All credit is one touch's.
_SINGLE_MODELS = frozenset({Model.FIRST_CLICK, Model.LAST_CLICK, Model.LAST_NON_DIRECT, Model.LAST_PARTNER_CLICK})
# What selects from ``divided``, where those touches are too that earn nothing.
_OF_EVERY_TOUCH: frozenset[Part] = frozenset({("reports.conversions", "earned"), ("earnings.runs", "weights")})


def choose_credits(question: CreditQuestion, part: Part) -> tuple[Part, ...]:
    """Those that the part needs for the question's models."""
    applied = {model for model in question.models if model != BY_PROGRAM}
    if BY_PROGRAM in question.models:
        applied |= {program.model for program in question.rules.programs}
    return _SINGLE if part not in _OF_EVERY_TOUCH and applied <= _SINGLE_MODELS else DIVIDED
