-- The id of a stream's oldest entry, or nothing: the entry itself, of up to some megabytes, stays where it is.
-- KEYS: the stream.
local oldest = redis.call('xrange', KEYS[1], '-', '+', 'count', 1)[1]
return oldest and oldest[1]
