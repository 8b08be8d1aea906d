-- Records conversions whose path is computed when it is read.
-- Params: site_id; version; generation; conversion_ids.
insert into settled_paths (site_id, made_at, event_id, version, generation, sharding_key, is_crowded, type, timestamp)
settings max_partitions_per_insert_block = 0
select {site_id:UInt32}, made_at, event_id, {version:UInt64}, {generation:UInt64}, sharding_key, true, type, timestamp
from standing_conversions final
where site_id = {site_id:UInt32} and toString(event_id) in {conversion_ids:Array(String)}
