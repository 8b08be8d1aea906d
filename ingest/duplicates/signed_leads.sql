-- Answers: the conversion of the first signed lead that other batches have stored of an order, customer or visitor.
-- Grain: one row, or none.
-- Params: site_id; beginning of the conversion's key, before the lead's name; is_test; batch, the batch's own hash, whose
-- rows do not count.
select
    toString(conversion_id) as conversion_id
from conversion_reports
where site_id = {site_id:UInt32}
    and startsWith(conversion_key, {beginning:String})
    and type = 'lead'
    and source = 'signed'
    and is_test = {is_test:Bool}
    and batch != {batch:UInt64}
order by
    received_at,
    event_id
limit 1
