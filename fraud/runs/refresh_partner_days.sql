-- Counts the human clicks of each partner and day, for the days whose clicks this run has written.
-- Grain: one partner and day. measured: clicks with a visitor, whose engagement could have been seen.
-- Params: site_id, run; search_engines: their host names, without `www.` and the country's ending.
insert into partner_days (site_id, day, partner, run, clicks, measured, engaged, from_search)
select
    site_id,
    day,
    partner,
    {run:UInt64},
    count(),
    countIf(visitor != 0),
    countIf(is_engaged),
    countIf(match(referrer_host, {search_engines:String}))
from click_facts final
where site_id = {site_id:UInt32}
  and day in (select distinct day from click_facts where site_id = {site_id:UInt32} and run = {run:UInt64})
  and traffic = 'human'
  and not is_allowed
group by site_id, day, partner
