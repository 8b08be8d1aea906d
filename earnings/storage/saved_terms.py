"""A version of terms as it was saved: the JSON that was given, by whom and when."""

import json
from dataclasses import dataclass
from datetime import datetime

from earnings.terms.parsing import parse_terms
from earnings.terms.terms import Terms


@dataclass(frozen=True, slots=True)
class SavedTerms:
    """``version`` counts the terms of a site, of all its programs; ``rules`` is a JSON object."""

    version: int
    program_id: int
    saved_at: datetime
    saved_by: str
    rules: str

    def parse(self) -> Terms:
        """The terms that the rules say."""
        return parse_terms(json.loads(self.rules), self.version)
