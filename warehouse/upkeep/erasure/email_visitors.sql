-- Answers: the visitors that were seen with an e-mail address or its customers, and with nobody else's.
-- Grain: one visitor.
-- Params: site_id; email_hash; customers: those of the address.
with
    seen as
    (
        select visitor_id, customer_id, email_hash
        from events
        where site_id = {site_id:UInt32} and visitor_id != '' and (customer_id != '' or email_hash != '')
        union all
        select visitor_id, customer_id, email_hash
        from conversion_reports
        where site_id = {site_id:UInt32} and visitor_id != ''
        union all
        select visitor_id, customer_id, email_hash
        from conversion_facts
        where site_id = {site_id:UInt32} and visitor_id != ''
        union all
        select visitor_id, customer_id, ''
        from identities
        where site_id = {site_id:UInt32}
        union all
        select visitor_id, if(kind = 'customer', id, '') as customer_id, if(kind = 'email', id, '') as email_hash
        from visitor_identities
        where site_id = {site_id:UInt32}
    )
select visitor_id
from seen
group by visitor_id
having countIf(email_hash = {email_hash:String} or customer_id in {customers:Array(String)}) > 0
   and countIf(email_hash not in ('', {email_hash:String})) = 0
   and countIf(customer_id != '' and customer_id not in {customers:Array(String)}) = 0
