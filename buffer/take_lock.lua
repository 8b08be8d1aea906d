-- Takes a lock or extends it; 1 if the holder has it now, 0 if another has it.
-- KEYS: the lock. ARGV: the holder, milliseconds until it expires.
local holder = redis.call('get', KEYS[1])
if holder and holder ~= ARGV[1] then
    return 0
end
-- A script whose first write takes no memory may finish at maxmemory; SET as the first one is rejected there.
redis.call('del', KEYS[1])
redis.call('set', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
