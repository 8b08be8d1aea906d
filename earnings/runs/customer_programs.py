"""Which program a conversion is of: customers stay in the program of their first one, where its terms may bind them."""

from collections.abc import Iterable

from earnings.commissions.decision import Decision
from earnings.runs.facts import SeenConversion
from earnings.runs.programs import Programs
from earnings.terms.terms import Terms


class CustomerPrograms:
    """What browsers alone say of a customer puts nobody into a program, as it binds nobody."""

    def __init__(self, programs: Programs, decided: Iterable[Decision]) -> None:
        binding = {terms.version for terms in programs.list_all() if terms.recurring}
        self._of_customers = dict[str, int]()
        for decision in decided:
            said = decision.conversion
            if decision.terms_version in binding and said.is_customer_confirmed and not said.is_doubtful:
                self._keep(said.customer, programs.find_program(decision.terms_version))

    def choose(self, seen: SeenConversion) -> int:
        """The program of the first of the customer's names that has one, else the one that attribution says."""
        names = seen.conversion.list_names()
        return next((self._of_customers[name] for name in names if name in self._of_customers), seen.program_id)

    def follow(self, seen: SeenConversion, program_id: int, terms: Terms | None) -> None:
        """The conversion is of this program, by these terms: later ones of its customer are too."""
        said = seen.conversion
        if terms and terms.recurring and said.is_customer_confirmed and not said.is_doubtful:
            self._keep(said.customer, program_id)

    def _keep(self, customer: str, program_id: int) -> None:
        if customer:
            self._of_customers.setdefault(customer, program_id)
