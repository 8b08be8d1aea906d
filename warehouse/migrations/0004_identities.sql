-- Which customer was seen with which visitor, first and last: joins the devices of one person, retroactively too.
create table if not exists identities
(
    site_id UInt32,
    visitor_id String,
    customer_id String,
    first_seen SimpleAggregateFunction(min, DateTime64(3, 'UTC')),
    last_seen SimpleAggregateFunction(max, DateTime64(3, 'UTC'))
)
engine = AggregatingMergeTree
order by (site_id, visitor_id, customer_id)
settings
    non_replicated_deduplication_window = 10000,
    fsync_after_insert = 1,
    fsync_part_directory = 1;

create materialized view if not exists identities_v1 to identities as
select site_id, visitor_id, customer_id, min(timestamp) as first_seen, max(timestamp) as last_seen
from events
where visitor_id != '' and customer_id != ''
group by site_id, visitor_id, customer_id;
