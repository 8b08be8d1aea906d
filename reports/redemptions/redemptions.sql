-- How promo codes are redeemed: with and without any click of the buyer before. Continues crowd_owners.sql of the paths.
-- Grain: one promo code (in lower case) and currency.
-- Params: those of people.sql, asked for sales; crowd_ids, crowd_persons: each sale paired with every browser of a crowded
-- person would be too many rows.
    clicked as
    (
        select distinct conversion_id
        from
        (
            select
                identity,
                toUnixTimestamp64Milli(min(first_clicked)) as first_ms,
                toUnixTimestamp64Milli(max(last_clicked)) as last_ms
            from
            (
                select
                    visitor_id,
                    if(trust >= 4, [visitor_id, '\0' || customer_id, '\0\0' || email_hash], [visitor_id]) as identities,
                    min(timestamp) as first_clicked,
                    max(timestamp) as last_clicked
                from events
                where site_id = {site_id:UInt32}
                  and type = 'click'
                  and traffic = 'human'
                  and source != 'pixel'
                  and timestamp < fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC')
                group by visitor_id, identities
            ) as clicks
            left join owners_in_crowds using (visitor_id)
            array join arrayConcat(identities, arrayMap(owner -> owner.1, owners)) as identity
            where identity not in ('', '\0', '\0\0')
            group by identity
        ) as clicks_of_identities
        inner join conversion_identities using (identity)
        where first_ms <= toUnixTimestamp64Milli(converted_at)
          and first_ms < until_ms
          and last_ms >= from_ms
    )
select
    lower(toString(promo_code)) as code,
    toString(currency) as currency,
    count() as redemptions,
    countIf(is_without_click) as without_click,
    groupUniqArrayIf(ip_prefix, ip_prefix != '' and is_without_click) as networks,
    sum(gross_minor) as amount_minor
from
(
    select
        promo_code,
        currency,
        toString(ip_prefix) as ip_prefix,
        gross_minor,
        event_id not in (select conversion_id from clicked) as is_without_click
    from selected_conversions
    where promo_code != ''
)
group by code, currency
order by code, currency
