-- Sales less their refunds, in minor units, from the events alone.
select sum(sold - least(sold, given_back))
from
(
    select
        sumIf(ifNull(amount_minor, 0), type = 'sale') as sold,
        sumIf(ifNull(amount_minor, 0), type = 'refund') as given_back
    from events
    where type in ('sale', 'refund')
    group by order_id
)
