-- How the settler kept up with a load: its turns, how old its mark was at the end of each, and what a settled path takes on disk.
-- Grain: one row.
-- Params: site_id.
select
    count() as turns,
    sum(conversions) as settled,
    round(quantile(0.5)(milliseconds)) as turn_p50_ms,
    max(milliseconds) as turn_longest_ms,
    round(quantile(0.5)(turn + milliseconds - toUnixTimestamp64Milli(watermark)) / 1000, 1) as lag_p50_seconds,
    round(max(turn + milliseconds - toUnixTimestamp64Milli(watermark)) / 1000, 1) as lag_longest_seconds,
    (
        select round(sum(data_compressed_bytes) / sum(rows))
        from system.parts
        where database = currentDatabase() and table = 'settled_paths' and active
    ) as bytes_of_a_row
from settler_turns
where site_id = {site_id:UInt32} and conversions > 0
