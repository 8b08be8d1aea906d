-- What a shard holds at this moment, while ingest is paused: the id of its last entry, and its hashes.
-- KEYS: the stream, then hashes. Returns the id or false, then names and values of each hash.
local last = redis.call('xrevrange', KEYS[1], '+', '-', 'COUNT', 1)[1]
local state = {last and last[1] or false}
for i = 2, #KEYS do
    table.insert(state, redis.call('hgetall', KEYS[i]))
end
return state
