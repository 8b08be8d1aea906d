-- Up to a million rows, the first merge of what ingest inserts, all columns are merged at once: one after the other,
-- ClickHouse's way from 131,072 rows on, costs half as much again where visitors of all parts interleave (see
-- docs/warehouse.md). Larger merges go column by column as before, for their memory.
alter table events modify setting vertical_merge_algorithm_min_rows_to_activate = 1000000;
