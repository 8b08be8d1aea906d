"""The terms of a program as anybody may read them, and what is kept of them once somebody accepted them."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from earnings.storage import load_terms
from earnings.terms.sentences import write_public_terms
from earnings.terms.versions import find_terms
from languages.catalogues import load_texts
from languages.language import Language
from registry.applications import AcceptedTerms
from registry.errors import RegistryConflict
from registry.models import Site


@dataclass(frozen=True, slots=True)
class ShownTerms:
    """``sentences`` are none where the program has no terms in force; ``translated``: the same as a reader has them."""

    version: int | None = None
    sentences: tuple[str, ...] = ()
    translated: tuple[str, ...] = ()

    @property
    def hash(self) -> str:
        """SHA-256 of the English sentences, a line each, in whatever language they are read; empty for none."""
        return hashlib.sha256("\n".join(self.sentences).encode()).hexdigest() if self.sentences else ""


def query_shown_terms(
    session: Session, site: Site, program_id: int, now: datetime, language: Language = Language.ENGLISH
) -> ShownTerms:
    """What is in force at this moment."""
    saved = [each.parse() for each in load_terms(session.connection(), site.id) if each.program_id == program_id]
    terms = find_terms(saved, now)
    if terms is None:
        return ShownTerms()
    sentences, translated = (
        tuple(write_public_terms(terms, site.currency, load_texts(each))) for each in (Language.ENGLISH, language)
    )
    return ShownTerms(terms.version, sentences, translated)


def accept_terms(shown: ShownTerms, given_hash: str) -> AcceptedTerms:
    """Raises ``RegistryConflict`` where other terms were read than those in force."""
    if given_hash != shown.hash:
        raise RegistryConflict("terms_hash", "the terms have changed meanwhile: read them again")
    return AcceptedTerms(shown.version, shown.hash)
