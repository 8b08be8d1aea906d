-- What the arrivals since a moment name; of very many only so many that this can be seen.
-- Grain: one row. counted, newest_ms: as long as both are the same, nothing else has arrived. has_nameless: one of them names
-- neither a browser nor an order.
-- Params: site_id; since: arrivals stored from then on. 1001 is one more than touched.py lists.
select
    count() as counted,
    toUnixTimestamp64Milli(max(stored_at)) as newest_ms,
    groupUniqArrayIf(1001)(visitor_id, visitor_id != '') as visitors,
    groupUniqArrayIf(1001)(order_id, order_id != '') as orders,
    groupUniqArrayArray(1001)(customers) as customers,
    groupUniqArrayArray(1001)(addresses) as addresses,
    toBool(countIf(visitor_id = '' and order_id = '') > 0) as has_nameless
from arrivals
where site_id = {site_id:UInt32}
  and stored_at >= {since:DateTime64(3, 'UTC')}
  and touches_paths
