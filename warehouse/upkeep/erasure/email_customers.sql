-- Answers: the customers whose id contains an e-mail address, or who were seen with it and with no other.
-- Grain: one customer.
-- Params: site_id; email_hash; address_pattern: of text that contains the address.
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
having match(customer_id, {address_pattern:String})
    or (countIf(email_hash = {email_hash:String}) > 0 and countIf(email_hash not in ('', {email_hash:String})) = 0)
