-- Answers: the customers whose id is an e-mail address, or who were seen with it and with no other.
-- Grain: one customer.
-- Params: site_id; email_hash; texts: the address in lower case.
select customer_id
from
(
    select customer_id, email_hash
    from events
    where site_id = {site_id:UInt32} and customer_id != ''
    union all
    select customer_id, email_hash
    from conversion_reports
    where site_id = {site_id:UInt32} and customer_id != ''
    union all
    select customer_id, email_hash
    from conversion_facts
    where site_id = {site_id:UInt32} and customer_id != ''
    union all
    select customer_id, email_hash
    from people
    where site_id = {site_id:UInt32}
)
group by customer_id
having lower(customer_id) in {texts:Array(String)}
    or (countIf(email_hash = {email_hash:String}) > 0 and countIf(email_hash not in ('', {email_hash:String})) = 0)
