-- Removes the tables of orders and conversions: `conversion_reports` and `standing_conversions` took their place.
drop view if exists orders_v1;

drop view if exists conversions_v1;

drop table if exists orders;

drop table if exists conversions;
