-- Answers: how many stored events name a person by an id or by the hash of an e-mail address.
-- Grain: one row.
-- Params: site_id; visitors, customers; email_hash: empty for none.
select count() as events
from events
where site_id = {site_id:UInt32}
  and (
      visitor_id in {visitors:Array(String)}
      or customer_id in {customers:Array(String)}
      or (email_hash != '' and email_hash = {email_hash:String})
  )
