-- The other reports of conversions: how many there are, and whether any of them contradicts.
-- Grain: one conversion that was reported several times. others_of_shop: by a server or an import. A report contradicts that names another visitor or customer than
-- the conversion as it stands, or another amount or currency than the standing trust ever did: with each version the
-- first report received counts, and below servers and imports (trust of 4) versions say nothing.
-- Params: site_id; conversion_ids, conversion_keys, standing_trusts, visitor_ids, customer_ids: equally long, as they
-- stand; sources, trusts: how far each source is believed.
with
    standing as
    (
        select
            toUUID(conversion.1) as conversion_id,
            conversion.2 as conversion_key,
            conversion.3 as standing_trust,
            conversion.4 as standing_visitor,
            conversion.5 as standing_customer
        from
        (
            select arrayJoin(arrayZip(
                {conversion_ids:Array(String)}, {conversion_keys:Array(String)}, {standing_trusts:Array(UInt8)},
                {visitor_ids:Array(String)}, {customer_ids:Array(String)}
            )) as conversion
        )
    ),
    repeats as
    (
        select
            original_event_id, event_id, conversion_key,
            transform(toString(source), {sources:Array(String)}, {trusts:Array(UInt8)}, toUInt8(0)) as trust,
            version, received_at, amount_minor, currency, visitor_id, customer_id
        from duplicates
        where site_id = {site_id:UInt32}
          and not is_test
          and (original_event_id in (select conversion_id from standing)
            or (original_event_id = toUUID('00000000-0000-0000-0000-000000000000')
              and conversion_key in (select conversion_key from standing where conversion_key != '')))
    ),
    reports as
    (
        select
            conversion_id, event_id != conversion_id as is_other, 1 as is_same_key, toUInt8(conversion_reports.trust) as trust, version,
            (received_at, report_number) as received, amount_minor, toString(currency) as currency, visitor_id, customer_id
        from conversion_reports final
        where site_id = {site_id:UInt32}
          and conversion_key in (select conversion_key from standing)
          and conversion_id in (select conversion_id from standing)
        union all
        select
            original_event_id, 1, repeats.conversion_key = standing.conversion_key and repeats.conversion_key != '', repeats.trust,
            version, (received_at, toUInt32(4294967295)), amount_minor, toString(currency), visitor_id, customer_id
        from repeats
        inner join standing on standing.conversion_id = repeats.original_event_id
        union all
        -- Those that waited for a report that may make a conversion.
        select
            standing.conversion_id, 1, 1, repeats.trust, version, (received_at, toUInt32(4294967295)), amount_minor,
            toString(currency), visitor_id, customer_id
        from repeats
        inner join standing on standing.conversion_key = repeats.conversion_key
        where original_event_id = toUUID('00000000-0000-0000-0000-000000000000')
    ),
    said as
    (
        select conversion_id, groupArray(amount) as amounts
        from
        (
            select
                conversion_id,
                argMin((reports.amount_minor, reports.currency), received) as amount
            from reports
            inner join standing on standing.conversion_id = reports.conversion_id
            where trust = standing_trust and is_same_key
            group by conversion_id, if(trust >= 4, version, 0)
        )
        group by conversion_id
    )
select
    toString(reports.conversion_id) as event_id,
    toUInt32(countIf(is_other)) as others,
    toUInt32(countIf(is_other and trust >= 4)) as others_of_shop,
    toBool(max(is_same_key and (
        (visitor_id not in ('', standing_visitor) and standing_visitor != '')
        or (customer_id not in ('', standing_customer) and standing_customer != '')
        or not arrayExists(
            amount -> (isNull(amount_minor) or isNull(amount.1) or amount_minor = amount.1)
                and (currency = '' or amount.2 = '' or currency = amount.2),
            amounts
        )
    ))) as is_contradicted
from reports
inner join standing on standing.conversion_id = reports.conversion_id
inner join said on said.conversion_id = reports.conversion_id
group by event_id
having others > 0
