"""Saves a version of a program's terms, for good."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection

from earnings.storage.codec import write_canonical
from earnings.storage.journal import append, lock_site
from earnings.storage.loading import load_terms
from earnings.storage.saved_terms import SavedTerms
from earnings.terms.parsing import parse_terms
from earnings.terms.versions import add_version


def save_terms(
    connection: Connection,
    site_id: int,
    program_id: int,
    rules: Mapping[str, object],
    saved_by: str,
    now: datetime,
) -> SavedTerms:
    """In force from ``valid_from`` on, without one from now on; a program's first terms hold for its past too.

    In the transaction that the caller has begun. Raises ``TermsInvalid`` for what cannot be used.
    """
    lock_site(connection, site_id)
    saved = load_terms(connection, site_id)
    earlier = [each.parse() for each in saved if each.program_id == program_id]
    given = {**rules, "valid_from": now.isoformat()} if earlier and rules.get("valid_from") is None else dict(rules)
    terms = parse_terms(given, len(saved) + 1)
    add_version(earlier, terms, now)
    dated = {**given, "valid_from": terms.valid_from.isoformat()}
    made = SavedTerms(terms.version, program_id, now, saved_by, write_canonical(dated))
    append(connection, site_id, made, now=now)
    return made
