-- How promo codes are redeemed: with and without any click of the buyer before. Continues people.sql of the paths.
-- Grain: one promo code (in lower case) and currency.
-- Params: those of people.sql, asked for sales; identities_of_crowds, persons_of_identities: identities of crowded
-- people and the one that stands for the person: each sale paired with every browser of such a person would be too many
-- rows.
    (select {identities_of_crowds:Array(String)}) as known_identities,
    (select {persons_of_identities:Array(String)}) as known_persons,
    clicked as
    (
        select distinct conversion_id
        from
        (
            select
                arrayJoin(arrayDistinct([
                    clicked_identity, transform(clicked_identity, known_identities, known_persons, clicked_identity)
                ])) as identity,
                min(first_clicked_here) as first_clicked
            from
            (
                select
                    if(visitor_id != '', visitor_id, '\0' || customer_id) as clicked_identity,
                    min(timestamp) as first_clicked_here
                from events
                where site_id = {site_id:UInt32}
                  and type = 'click'
                  and traffic = 'human'
                  and timestamp < fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC')
                  and
                  (
                      clicked_identity in (select identity from conversion_identities)
                      or clicked_identity in {identities_of_crowds:Array(String)}
                  )
                group by clicked_identity
            )
            group by identity
        ) as first_clicks
        inner join conversion_identities using (identity)
        where first_clicked <= converted_at
    )
select
    lower(toString(promo_code)) as code,
    toString(currency) as currency,
    count() as redemptions,
    countIf(event_id not in (select conversion_id from clicked)) as without_click,
    groupUniqArrayIf(toString(ip_prefix), ip_prefix != '' and event_id not in (select conversion_id from clicked))
        as networks,
    sum(gross_minor) as amount_minor
from selected_conversions
where promo_code != ''
group by code, currency
order by code, currency
