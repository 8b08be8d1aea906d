-- Registers a live worker, removes those whose registration expired, and returns all, by the clock of this Redis.
-- KEYS: the sorted set of workers. ARGV: the worker, milliseconds until its registration expires.
local time = redis.call('time')
local now_ms = time[1] * 1000 + math.floor(time[2] / 1000)
-- First, so that it works at maxmemory: Redis lets a script finish whose first write takes no memory.
redis.call('zremrangebyscore', KEYS[1], '-inf', string.format('%.0f', now_ms))
redis.call('zadd', KEYS[1], string.format('%.0f', now_ms + ARGV[2]), ARGV[1])
return redis.call('zrange', KEYS[1], 0, -1)
