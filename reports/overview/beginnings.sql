-- What a site has seen at all.
-- Grain: one row. has_tag: an event of a browser, so the tag is on a page.
-- Params: site_id.
select
    toBool((
        select count()
        from (select 1 from events where site_id = {site_id:UInt32} limit 1)
    )) as has_event,
    toBool((
        select count()
        from (select 1 from events where site_id = {site_id:UInt32} and source in ('browser', 'signed') limit 1)
    )) as has_tag,
    toBool((
        select count()
        from (select 1 from standing_conversions where site_id = {site_id:UInt32} and type = 'sale' limit 1)
    )) as has_sale
