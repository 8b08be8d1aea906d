-- Copies the touched leads and sales of a run, as they stand.
-- Grain: one conversion. named_partner: the partner it names by ref or promo code.
-- Params: site_id, run, everything, until, refs, partners: as refresh_clicks; promo_codes, promo_partners: every promo code
-- in lower case and its partner's own code; archived_codes,
-- archived_ms: those that belong to no partner from a moment on.
insert into conversion_drafts
    (site_id, run, event_id, type, timestamp, named_partner, order_id, visitor_id, customer_id, email_hash, email_kind,
     promo_code, amount_minor, currency, address, prefix, network, country, zone, agent, browser, traffic, reports, trust)
with
    now_touched as
    (
        select visitor_id, customer_id, order_id
        from run_arrivals
        where site_id = {site_id:UInt32} and run = {run:UInt64}
    )
select
    site_id,
    {run:UInt64},
    event_id,
    type,
    timestamp,
    multiIf(
        ref != '', transform(lower(ref), {refs:Array(String)}, {partners:Array(String)}, lower(ref)),
        promo_code != ''
        and (
            lower(promo_code) not in {archived_codes:Array(String)}
            or toUnixTimestamp64Milli(timestamp) < transform(
                lower(promo_code), {archived_codes:Array(String)}, {archived_ms:Array(Int64)}, toInt64(0)
            )
        ),
        transform(lower(promo_code), {promo_codes:Array(String)}, {promo_partners:Array(String)}, ''),
        ''
    ),
    order_id,
    visitor_id,
    customer_id,
    email_hash,
    email_kind,
    promo_code,
    amount_minor,
    currency,
    if(ip_hash = '', 0, cityHash64(ip_hash)),
    ip_prefix,
    network,
    country,
    zone,
    agent_hash,
    browser,
    traffic,
    reports,
    trust
from standing_conversions final
where site_id = {site_id:UInt32}
  and timestamp < {until:DateTime64(3, 'UTC')}
  and ({everything:Bool} or (
    visitor_id in (select visitor_id from now_touched)
    and (visitor_id != ''
      or order_id in (select order_id from now_touched)
      or (customer_id != '' and customer_id in (select customer_id from now_touched)))))
