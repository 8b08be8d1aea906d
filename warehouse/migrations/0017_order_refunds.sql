-- Removes the table of refunds: `order_returns` took its place.
drop view if exists order_refunds_v1;

drop table if exists order_refunds;
