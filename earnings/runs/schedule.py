"""The commission run of each site after its fraud run, under the same lock: turn by turn, fair between sites."""

import logging
from collections.abc import Callable
from datetime import datetime

from database.errors import ChangedConcurrently
from database.sessions import Sessions
from earnings.ledger.transaction import LedgerInvalid
from earnings.runs.run import run_commissions
from earnings.storage import LedgerMoved
from earnings.terms.fields import TermsInvalid
from fraud.runs.schedule import Follow
from warehouse.interface import Warehouse

LOG = logging.getLogger(__name__)


def follow_fraud_runs(sessions: Sessions, secret: bytes, find_complete: Callable[[], datetime]) -> Follow:
    """``find_complete``: before when every event is stored. A site whose ledger is at fault stops no other."""

    def run_site(warehouse: Warehouse, site_id: int) -> bool:
        try:
            return run_commissions(warehouse, sessions, site_id, secret, find_complete()).is_waiting
        except (LedgerMoved, ChangedConcurrently) as exc:
            LOG.info("commission run of site %d is repeated: %s", site_id, exc)
            return True
        except (LedgerInvalid, TermsInvalid):
            LOG.exception("commission run of site %d failed", site_id)
            return False

    return run_site
