"""Compares the sums that triggers keep of the postings with the postings themselves."""

from sqlalchemy import Connection, case, func, select, union_all

from earnings.ledger.accounts import Account
from registry.models import LedgerBalance, LedgerLine, LedgerMoment, LedgerPosting, LedgerRecord


def find_wrong_sum(connection: Connection, site_id: int) -> str:
    """What is wrong with one of them, empty where nothing is; one statement each, so that nobody adds meanwhile."""
    searches = (_find_wrong_balance, _find_wrong_line, _find_wrong_moment)
    return next((wrong for search in searches if (wrong := search(connection, site_id))), "")


def _find_wrong_balance(connection: Connection, site_id: int) -> str:
    kept, posted = LedgerBalance, LedgerPosting
    parts = union_all(
        select(kept.owner, kept.account, kept.currency, kept.minor).where(kept.site_id == site_id),
        select(posted.owner, posted.account, posted.currency, -posted.minor).where(posted.site_id == site_id),
    ).subquery()
    columns = parts.c
    named = (columns.owner, columns.account, columns.currency)
    wrong = select(*named).group_by(*named).having(func.sum(columns.minor) != 0).limit(1)
    row = connection.execute(wrong).first()
    return f"the balance of {row.owner or 'the site'} in {row.account} is not the sum of its postings" if row else ""


def _find_wrong_line(connection: Connection, site_id: int) -> str:
    kept, posted = LedgerLine, LedgerPosting
    pending, held = (
        func.sum(case((posted.account == str(account), posted.minor), else_=0))
        for account in (Account.PENDING, Account.HELD)
    )
    # As the migration fills the table; a line's postings are of one subject and currency, one of them of nobody.
    whose = (func.max(posted.owner), func.min(posted.subject), func.min(posted.currency))
    parts = union_all(
        select(kept.line_id, kept.owner, kept.subject, kept.currency, kept.seq, kept.pending, kept.held).where(
            kept.site_id == site_id
        ),
        select(posted.line_id, *whose, -func.min(posted.seq), pending, held)
        .where(posted.site_id == site_id, posted.line_id != "")
        .group_by(posted.line_id),
    ).subquery()
    columns = parts.c
    differs = [func.sum(each) != 0 for each in (columns.seq, columns.pending, columns.held)]
    named = (columns.line_id, columns.owner, columns.subject, columns.currency)
    wrong = select(columns.line_id).group_by(*named).having(differs[0] | differs[1] | differs[2]).limit(1)
    line_id = connection.scalar(wrong)
    return f"the sums of the line {line_id} are not those of its postings" if line_id else ""


def _find_wrong_moment(connection: Connection, site_id: int) -> str:
    kept, posted, record = LedgerMoment, LedgerPosting, LedgerRecord
    parts = union_all(
        select(kept.stored_at, kept.account, kept.currency, kept.minor).where(kept.site_id == site_id),
        select(record.stored_at, posted.account, posted.currency, -posted.minor)
        .join(record, (record.site_id == posted.site_id) & (record.seq == posted.seq))
        .where(posted.site_id == site_id, posted.owner != ""),
    ).subquery()
    columns = parts.c
    named = (columns.stored_at, columns.account, columns.currency)
    row = connection.execute(select(*named).group_by(*named).having(func.sum(columns.minor) != 0).limit(1)).first()
    return f"the sum of {row.stored_at.isoformat()} in {row.account} is not that of its postings" if row else ""
