-- Whether the sale of an order was a test: a test never stands in the way of a real sale of the same order, nor the
-- reverse. The view is changed in its place, so that no insert finds two of them or none.
alter table orders add column if not exists is_test Bool default false;

alter table orders_v1 modify query
select site_id, order_id, event_id, batch, traffic = 'test' as is_test
from events
where type = 'sale' and order_id != '';

-- The tests that were stored before.
alter table orders update is_test = true
where not is_test and event_id in (select event_id from events where type = 'sale' and traffic = 'test')
settings mutations_sync = 2, allow_nondeterministic_mutations = 1;
