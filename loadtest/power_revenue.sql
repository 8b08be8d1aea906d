-- Sales less their refunds, in minor units, from the events alone. Of several reports of an order the one of the highest
-- trust counts, of these the first.
select sum(sold - least(sold, given_back))
from
(
    select
        argMinIf(ifNull(amount_minor, 0), (-toInt16(trust), received_at, report_number), type = 'sale') as sold,
        sumIf(ifNull(amount_minor, 0), type = 'refund') as given_back
    from events
    where type in ('sale', 'refund')
    group by order_id
)
