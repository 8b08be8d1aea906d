-- Found paths as text, for a report that reads them beside those that are settled: rows_in_hand.sql says in which form.
-- Continues the files of the live statement and found_paths.sql.
-- Grain: one conversion. has_too_many: it has too many clicks, and no text.
select
    toString(event_id) as event_id,
    toBool(has_too_many) as has_too_many,
    formatRow(
        'JSONCompactEachRow', event_id, type, timestamp, order_id, currency, gross_minor, ref, promo_code, channel, link, sub_id,
        utm_source, utm_medium, utm_campaign, country, clicks
    ) as text
from found_paths
