-- Answers: which order each of these payments is of: that of the most trusted sale that names it, of equal ones the first.
-- Grain: one payment.
-- Params: site_ids and payment_ids, equally long; erased_batch: of the reports that are erased.
select
    site_id,
    payment_id,
    argMin(conversion_reports.order_id, (-toInt32(trust), received_at, conversion_reports.order_id)) as order_id
from conversion_reports
where site_id in {site_ids:Array(UInt32)}
  and type = 'sale'
  and conversion_reports.order_id != ''
  and not is_test
  and batch != {erased_batch:UInt64}
  and (site_id, payment_id) in
    (
        select
            payment.1,
            payment.2
        from (select arrayJoin(arrayZip({site_ids:Array(UInt32)}, {payment_ids:Array(String)})) as payment)
    )
group by site_id, payment_id
