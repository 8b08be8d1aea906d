-- Begins the statement that writes the facts of conversions. refresh_conversions.sql continues it.
-- Grain of `drafts`: one conversion whose facts are to be written.
-- Params: site_id, run.
insert into conversion_facts
    (site_id, day, event_id, timestamp, run, type, partner, order_id, visitor_id, customer_id, email_hash, email_kind,
     promo_code, amount_minor, currency, address, prefix, network, country, zone, agent, browser, traffic,
     repeat_visitors, is_refunded, joined_by, click_id, click_number, lag_seconds, click_visitor, click_country,
     click_network, click_traffic, click_path, click_referrer_host, click_id_kind, click_is_engaged, idle_seconds, is_allowed,
     reports, is_confirmed)
with
    drafts as
    (
        select event_id, type, timestamp, named_partner, order_id, visitor_id, customer_id, email_hash, email_kind,
            promo_code, amount_minor, currency, address, prefix, network, country, zone, agent, browser, traffic, reports, trust
        from conversion_drafts
        where site_id = {site_id:UInt32} and run = {run:UInt64}
    ),
