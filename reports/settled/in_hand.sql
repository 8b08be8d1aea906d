-- Found paths as text, for a report that reads them beside those that are settled: rows_in_hand.sql says in which form.
-- Continues the files of the live statement and found_paths.sql.
-- Grain: one conversion. is_computed: it has too many clicks, or no valid UTF-8, and no text.
select
    toString(event_id) as event_id,
    toBool(has_too_many or not isValidUTF8(json)) as is_computed,
    if(is_computed, '', json) as text
from
(
    select
        event_id,
        has_too_many,
        formatRow(
            'JSONCompactEachRow', event_id, type, timestamp, order_id, currency, gross_minor, ref, promo_code, channel, link,
            sub_id, utm_source, utm_medium, utm_campaign, country, clicks
        ) as json
    from found_paths
)
