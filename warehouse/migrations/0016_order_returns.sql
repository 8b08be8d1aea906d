-- What was given back of an order: its refunds and disputes, and what they together say.

-- One row per refund and dispute of an order, without tests; a row that is there twice is merged with its like.
-- amount_minor: null for all of the order; refunded_total_minor: all that was given back so far. An empty currency means
-- the sale's. state: of a dispute.
create table if not exists order_returns
(
    site_id UInt32,
    order_id String,
    event_id UUID,
    type LowCardinality(String),
    timestamp DateTime64(3, 'UTC'),
    received_at DateTime64(3, 'UTC'),
    refund_id String,
    amount_minor Nullable(Int64),
    refunded_total_minor Nullable(Int64),
    currency LowCardinality(String),
    state LowCardinality(String)
)
engine = ReplacingMergeTree
order by (site_id, order_id, event_id)
settings non_replicated_deduplication_window = 10000;

create materialized view if not exists order_returns_v1 to order_returns as
select
    site_id,
    order_id,
    event_id,
    type,
    timestamp,
    received_at,
    refund_id,
    amount_minor,
    refunded_total_minor,
    currency,
    state
from events
where type in ('refund', 'dispute') and order_id != '' and traffic != 'test';

-- What is given back of each order, and whether a dispute of it is open.
-- Grain: one order with a refund or dispute. refunded_minor: for each currency that was named, and '' for every other one,
-- what is given back of a sale in it, not limited by the sale's amount; 9223372036854775807 for all of it.
-- returned_from: when something was given back first.
-- A refund counts once by its id, as it was first received; without an id (from before there were any) the same amount,
-- currency and time are the same refund, as the edge names it. What is given back is the greatest total, or the sum of
-- the single refunds if that is more; and a lost dispute, by the state that is the latest. What names another currency
-- than the sale's counts nothing.
create view if not exists folded_returns_v1 as
select
    site_id,
    order_id,
    mapFromArrays(
        arrayDistinct(arrayPushFront(parts.1, '')) as currencies,
        arrayMap(
            sale_currency -> toInt64(least(
                greatest(
                    arraySum(part -> if(part.1 in ('', sale_currency), part.2, 0), parts),
                    arrayMax(part -> if(part.1 in ('', sale_currency), part.3, 0), parts)
                )
                + arraySum(part -> if(part.1 in ('', sale_currency), part.4, 0), parts),
                9223372036854775807
            )),
            currencies
        )
    ) as refunded_minor,
    is_disputed,
    arrayMin(parts.5) as returned_from
from
(
    -- A part: its currency, what a single refund, a total and a lost dispute say, and when.
    select
        site_id,
        order_id,
        groupArrayArray(parts_of_id) as parts,
        max(type = 'dispute' and latest_report.1 = 'opened') as is_disputed
    from
    (
        with
            toString(currency) as named_currency,
            toInt128(ifNull(amount_minor, 9223372036854775807)) as whole_minor
        select
            site_id,
            order_id,
            type,
            multiIf(
                type = 'dispute', '',
                refund_id != '', refund_id,
                concat(
                    'unnamed:', ifNull(toString(amount_minor), ''), ':', named_currency, ':',
                    toString(toUnixTimestamp64Milli(timestamp)),
                    ifNull(concat(':', toString(refunded_total_minor)), '')
                )
            ) as counted_id,
            argMax(
                (state, (named_currency, toInt128(0), toInt128(0), whole_minor, timestamp)),
                (timestamp, received_at, state != 'opened', UUIDToNum(event_id))
            ) as latest_report,
            argMin(
                (
                    named_currency,
                    if(amount_minor is null and refunded_total_minor is not null, 0, whole_minor),
                    toInt128(0), toInt128(0), timestamp
                ),
                (received_at, UUIDToNum(event_id))
            ) as first_report,
            groupArrayIf(
                (named_currency, toInt128(0), toInt128(ifNull(refunded_total_minor, 0)), toInt128(0), timestamp),
                refunded_total_minor is not null
            ) as totals,
            multiIf(
                type = 'refund', arrayPushFront(totals, first_report),
                latest_report.1 = 'lost', [latest_report.2],
                []
            ) as parts_of_id
        from order_returns
        group by site_id, order_id, type, counted_id
    )
    group by site_id, order_id
);

-- What was stored before the view; may run again.
insert into order_returns
    (site_id, order_id, event_id, type, timestamp, received_at, refund_id, amount_minor, refunded_total_minor, currency,
     state)
settings insert_deduplicate = 0
select
    site_id, order_id, event_id, type, timestamp, received_at, refund_id, amount_minor, refunded_total_minor, currency,
    state
from events
where type in ('refund', 'dispute') and order_id != '' and traffic != 'test';

-- Refunds whose events have expired.
insert into order_returns (site_id, order_id, event_id, type, timestamp, received_at, amount_minor, currency)
settings insert_deduplicate = 0
select site_id, order_id, event_id, 'refund', timestamp, timestamp, amount_minor, currency
from order_refunds
where (site_id, event_id) not in (select site_id, event_id from order_returns);

-- A dispute concerns its order in the fraud rules too.
create materialized view if not exists event_arrivals_v2 to arrivals as
select
    site_id,
    now64(3) as stored_at,
    min(timestamp) as happened_from,
    visitor_id,
    if(type in ('lead', 'sale', 'refund', 'dispute', 'identify'), customer_id, '') as customer_id,
    if(type in ('lead', 'sale', 'refund', 'dispute'), order_id, '') as order_id
from events
group by site_id, visitor_id, customer_id, order_id;

drop view if exists event_arrivals_v1;
