-- How much of a shard's stream is not yet stored: the number of its entries and the id of the oldest.
-- keys: stream

local oldest = redis.call('xrange', KEYS[1], '-', '+', 'COUNT', 1)[1]
return {redis.call('xlen', KEYS[1]), oldest and oldest[1] or false}
