-- Records the events of an import that is taken back, each with its conversion; zeros for what is none.
-- Grain: one event.
-- Params: site_id, import_id.
insert into events_to_undo (site_id, import_id, event_id, conversion_id, timestamp)
settings insert_deduplicate = 0
select site_id, import_id, event_id, conversion_id, timestamp
from events
where site_id = {site_id:UInt32} and import_id = {import_id:String}
