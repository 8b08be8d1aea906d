-- Who is who, with how far it is believed and when it was said.

-- One row per moment at which a customer or an e-mail was named on a visitor: at any moment a browser belongs to whoever
-- was named on it last. kind: customer or email; id: the customer, or the hash of the address. trust: the most that an
-- event of this moment has; a signature (3) vouches for the customer, not for the address, which stays a browser's word (2).
create table if not exists visitor_identities
(
    site_id UInt32,
    visitor_id String,
    kind LowCardinality(String),
    id String,
    is_test Bool,
    seen_at DateTime64(3, 'UTC'),
    trust SimpleAggregateFunction(max, UInt8)
)
engine = AggregatingMergeTree
order by (site_id, visitor_id, kind, id, is_test, seen_at)
settings
    non_replicated_deduplication_window = 10000,
    fsync_after_insert = 1,
    fsync_part_directory = 1;

create materialized view if not exists visitor_identities_v1 to visitor_identities as
select
    site_id,
    visitor_id,
    named.1 as kind,
    named.2 as id,
    is_test,
    seen_at,
    max(named.3) as trust
from
(
    select
        site_id,
        visitor_id,
        arrayJoin([('customer', customer_id, trust), ('email', email_hash, if(trust = 3, 2, trust))]) as named,
        traffic = 'test' as is_test,
        timestamp as seen_at
    from events
    where visitor_id != '' and (customer_id != '' or email_hash != '')
)
where named.2 != ''
group by site_id, visitor_id, kind, id, is_test, seen_at;

-- Which e-mails belong to a customer: an event named both.
create table if not exists people
(
    site_id UInt32,
    customer_id String,
    email_hash String,
    is_test Bool,
    first_seen SimpleAggregateFunction(min, DateTime64(3, 'UTC')),
    last_seen SimpleAggregateFunction(max, DateTime64(3, 'UTC')),
    trust SimpleAggregateFunction(max, UInt8)
)
engine = AggregatingMergeTree
order by (site_id, customer_id, email_hash, is_test)
settings
    non_replicated_deduplication_window = 10000,
    fsync_after_insert = 1,
    fsync_part_directory = 1;

create materialized view if not exists people_v1 to people as
select
    site_id,
    customer_id,
    email_hash,
    traffic = 'test' as is_test,
    min(timestamp) as first_seen,
    max(timestamp) as last_seen,
    max(if(events.trust = 3, 2, events.trust)) as trust
from events
where customer_id != '' and email_hash != ''
group by site_id, customer_id, email_hash, is_test;

-- What was stored before the views; may run again.
insert into visitor_identities (site_id, visitor_id, kind, id, is_test, seen_at, trust)
settings insert_deduplicate = 0
select
    site_id,
    visitor_id,
    named.1 as kind,
    named.2 as id,
    is_test,
    seen_at,
    max(named.3) as trust
from
(
    select
        site_id,
        visitor_id,
        arrayJoin([('customer', customer_id, trust), ('email', email_hash, if(trust = 3, 2, trust))]) as named,
        traffic = 'test' as is_test,
        timestamp as seen_at
    from events
    where visitor_id != '' and (customer_id != '' or email_hash != '')
)
where named.2 != ''
group by site_id, visitor_id, kind, id, is_test, seen_at;

-- Customers on visitors whose events have expired: who said so is not known any more.
insert into visitor_identities (site_id, visitor_id, kind, id, is_test, seen_at, trust)
settings insert_deduplicate = 0
select site_id, visitor_id, 'customer', customer_id, false, arrayJoin([min(first_seen), max(last_seen)]) as seen_at, 0
from identities
where (site_id, visitor_id, customer_id) not in
    (select site_id, visitor_id, id from visitor_identities where kind = 'customer')
group by site_id, visitor_id, customer_id;

insert into people (site_id, customer_id, email_hash, is_test, first_seen, last_seen, trust)
settings insert_deduplicate = 0
select
    site_id,
    customer_id,
    email_hash,
    traffic = 'test' as is_test,
    min(timestamp),
    max(timestamp),
    max(if(trust = 3, 2, trust))
from events
where customer_id != '' and email_hash != ''
group by site_id, customer_id, email_hash, is_test;
