-- Which conversions a fraud run has covered, as they stood then, and what a run left to the next ones.

-- reports: how many reports the conversion had when the rules were applied to its month; while it has another number in
-- `standing_conversions`, no run has covered it as it stands.
create table if not exists judged_conversions
(
    site_id UInt32,
    event_id UUID,
    reports UInt32,
    run UInt64
)
engine = ReplacingMergeTree(run)
order by (site_id, event_id);

-- waiting_days, waiting_months: days of clicks and months of conversions whose facts are written and to which the rules
-- were not applied yet, in the order of the next runs. waiting_since: the watermark before the first of them was touched.
alter table fraud_runs
    add column if not exists waiting_days Array(Date),
    add column if not exists waiting_months Array(Date),
    add column if not exists waiting_since DateTime64(3, 'UTC');

alter table conversion_drafts
    add column if not exists reports UInt32,
    add column if not exists trust UInt8;

alter table conversion_facts add column if not exists reports UInt32;

-- Whatever changes how a conversion stands is new to the next run, also what was folded or repaired after its event.
create materialized view if not exists standing_arrivals_v1 to arrivals as
select site_id, now64(3) as stored_at, min(timestamp) as happened_from, visitor_id, customer_id, order_id
from standing_conversions
group by site_id, visitor_id, customer_id, order_id;
