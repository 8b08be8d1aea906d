-- How far ingest is behind in a shard: the events accepted and not settled, the id of the oldest entry, and the time of
-- this Redis, whose clock made that id.
-- KEYS: the stream, the hash of what was accepted, the hash of what was settled.
local function add_up(key)
    local total = 0
    for _, count in ipairs(redis.call('hvals', key)) do
        total = total + count
    end
    return total
end
local oldest = redis.call('xrange', KEYS[1], '-', '+', 'COUNT', 1)[1]
return {add_up(KEYS[2]) - add_up(KEYS[3]), oldest and oldest[1] or false, redis.call('time')}
