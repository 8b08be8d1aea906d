-- One row per sale with an order id: the look-up that keeps a sale unique by (site, order) for ever.
create table if not exists orders
(
    site_id UInt32,
    order_id String,
    event_id UUID,
    batch UInt64
)
engine = MergeTree
order by (site_id, order_id)
settings
    non_replicated_deduplication_window = 10000,
    fsync_after_insert = 1,
    fsync_part_directory = 1,
    index_granularity = 1024;

create materialized view if not exists orders_v1 to orders as
select site_id, order_id, event_id, batch
from events
where type = 'sale' and order_id != '';
