-- The views behind `events` remember as many tokens as `events` itself, else a batch that is repeated late fills them twice.
alter table arrivals modify setting non_replicated_deduplication_window = 10000;

alter table order_refunds modify setting non_replicated_deduplication_window = 10000;

alter table conversions modify setting non_replicated_deduplication_window = 10000;
