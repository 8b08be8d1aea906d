"""Payment files of a payout run: each payment leaves in the files of one format, and these are always the same."""

from dataclasses import dataclass
from datetime import datetime

from database.sessions import Sessions, begin_change
from earnings.payout_runs.actors import Actor
from earnings.payout_runs.acts import store_all
from earnings.payout_runs.payments import make_batch, open_payments
from earnings.payout_runs.stored import load_run
from earnings.payouts.files.errors import FileInvalid
from earnings.payouts.files.formats import FileFormat, PaymentFile, export_run
from earnings.payouts.methods.sealing import PayoutKey
from earnings.payouts.records import ItemStep, RunStep, StoredItem
from earnings.payouts.run import ItemState, RunState, advance_item, advance_run
from earnings.storage import Item
from earnings.storage.journal import lock_site


@dataclass(frozen=True, slots=True)
class Exported:
    """One file of a run, of how many, and how many payments of the run are not in any of them."""

    file: PaymentFile
    parts: int
    left_out: int


def export_file(
    sessions: Sessions,
    keys: tuple[PayoutKey, ...],
    site_id: int,
    run_id: str,
    chosen: FileFormat,
    part: int,
    actor: Actor,
    now: datetime,
) -> Exported:
    """The file of this number; its payments are noted as posted before it leaves. Raises ``FileInvalid``."""
    with begin_change(sessions) as session:
        connection = session.connection()
        lock_site(connection, site_id)
        stored = load_run(connection, site_id, run_id)
        payable = [each for each in stored.items.values() if may_leave_in(each, chosen)]
        payments = open_payments(session, keys, site_id, stored, payable)
        export = export_run(chosen, make_batch(stored, chosen, payments))
        if not 1 <= part <= len(export.files):
            raise FileInvalid(
                f"{chosen} has {len(export.files)} files of the payout run {run_id}: choose another format"
            )
        carried = [payment.recipient.partner for file in export.files for payment in file.payments]
        steps: list[Item] = [
            ItemStep(run_id, each.item.key, each.item.partner, ItemState.POSTED, actor.name, now, str(chosen))
            for each in map(stored.items.__getitem__, carried)
            if not each.steps and advance_item(each.item, ItemState.POSTED)
        ]
        if stored.run.state is RunState.APPROVED:
            advance_run(stored.run, RunState.EXPORTED)
            steps.append(RunStep(run_id, RunState.EXPORTED, actor.name, now))
        store_all(connection, site_id, steps, None, now)
    return Exported(export.files[part - 1], len(export.files), len(stored.items) - len(carried))


def may_leave_in(stored: StoredItem, chosen: FileFormat) -> bool:
    """What has left in these files is always in them; what left in others, or was settled without a file, never is."""
    posted = stored.find_step(ItemState.POSTED)
    return posted.file == chosen if posted else not stored.steps
