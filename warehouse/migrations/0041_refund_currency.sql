-- A refund lowers only a sale of its own currency; empty: it named none and means the sale's. The view is changed in its
-- place, so that no insert finds two of them or none.
alter table order_refunds add column if not exists currency LowCardinality(String) default '';

alter table order_refunds_v1 modify query
select site_id, order_id, event_id, timestamp, amount_minor, currency
from events
where type = 'refund' and order_id != '' and traffic != 'test';
