"""The ledger in the SQL database: append-only, chained, read back as the values of the core.

A run loads, plans and stores one item in each transaction, so that one killed anywhere and repeated is one run::

    with begin_read(sessions) as session:
        stored = load_stored(session.connection(), site_id)
    head = stored.head
    for item in plan_run(stored, facts, now):
        with begin_change(sessions) as session:
            head = append(session.connection(), site_id, item, head, now)

- ``journal``: ``append``; ``append_all`` of some hundred items (a ``batch``); ``find_head``, ``find_statement_head``;
  ``LedgerMoved`` where another one stored something
- ``loading``: ``load_stored``, ``load_terms``
- ``terms_versions``: ``save_terms``
- ``records``: each kind of item as a row; ``saved_terms``: a version of terms; ``codec``: values as canonical JSON
- ``chain``: the hashes of a site's records and of each partner's statement; ``verification`` computes them again
- ``posted``: transactions with their place in the chain; ``rows``, ``posting_rows``: the tables as they stand
- ``sums``: those that triggers keep of the postings
"""

from earnings.storage.chain import Head as Head
from earnings.storage.journal import LedgerMoved as LedgerMoved
from earnings.storage.journal import append as append
from earnings.storage.journal import append_all as append_all
from earnings.storage.journal import find_head as find_head
from earnings.storage.journal import find_statement_head as find_statement_head
from earnings.storage.loading import load_stored as load_stored
from earnings.storage.loading import load_terms as load_terms
from earnings.storage.records import Item as Item
from earnings.storage.saved_terms import SavedTerms as SavedTerms
from earnings.storage.terms_versions import save_terms as save_terms
