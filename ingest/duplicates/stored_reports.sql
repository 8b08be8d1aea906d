-- Answers: which reports of these leads and sales other batches have stored, tests and real ones apart.
-- Grain: one row per stored report with one of the keys; a report may have two rows.
-- Params: site_ids and conversion_keys, equally long; batch, the batch's own hash, whose rows do not count.
select
    site_id,
    conversion_key,
    is_test,
    toString(conversion_id) as conversion_id,
    report_number,
    toString(event_id) as event_id,
    toUnixTimestamp64Milli(received_at) as received_ms,
    trust,
    version,
    [visitor_id != '', customer_id != '', email_hash != '', ref != '', promo_code != '', payment_id != ''] as named,
    batch = 18446744073709551615 as is_erased
from conversion_reports
where (site_id, conversion_key) in
    (
        select
            report.1,
            report.2
        from (select arrayJoin(arrayZip({site_ids:Array(UInt32)}, {conversion_keys:Array(String)})) as report)
    )
    and batch != {batch:UInt64}
