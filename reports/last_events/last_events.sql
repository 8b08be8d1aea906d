-- Answers: from which hosts events of a site came lately, and the latest of each.
-- Grain: one row per host, the latest first; events of servers, which name no page, have an empty host.
-- Params: site_id, since: received at or after it; ref: only clicks with this code, empty for all events.
-- The host as the address has it, without port: the engine's own function knows no host without a dot.
-- The time of an event lies in the partition of its reception, or in one before it, within the retry span of a browser.
select
    lower(extract(url, '^[a-zA-Z]+://(?:[^/?#@]*@)?(\\[[^\\]]*\\]|[^/?#:]*)')) as host,
    argMax(path(url), received_at) as page_path,
    argMax(type, received_at) as event_type,
    argMax(source, received_at) as event_source,
    max(received_at) as last_received_at,
    count() as events
from events
where site_id = {site_id:UInt32}
    and received_at >= {since:DateTime64(3, 'UTC')}
    and timestamp >= {since:DateTime64(3, 'UTC')} - interval 8 day
    and ({ref:String} = '' or (ref = {ref:String} and type = 'click'))
group by host
order by last_received_at desc
limit 50
