-- Counts an attempt to sign in, also at maxmemory: a full Redis must not keep anybody from looking at it.
-- KEYS: the counter. ARGV: seconds from the first attempt until it expires.
-- Returns the attempts and the seconds that are left.
local attempts = tonumber(redis.call('get', KEYS[1]) or '0') + 1
local ttl = redis.call('ttl', KEYS[1])
if ttl <= 0 then
    ttl = tonumber(ARGV[1])
end
-- A script whose first write takes no memory may finish at maxmemory.
redis.call('del', KEYS[1])
redis.call('set', KEYS[1], attempts, 'EX', ttl)
return {attempts, ttl}
