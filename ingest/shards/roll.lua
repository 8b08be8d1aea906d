-- Signs the roll of living workers, strikes off who did not sign for too long, and reads it, by the clock of its Redis.
-- KEYS: the roll. ARGV: the worker, for how many milliseconds it is believed to live.
local time = redis.call('time')
local now_ms = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('zadd', KEYS[1], string.format('%.0f', now_ms + ARGV[2]), ARGV[1])
redis.call('zremrangebyscore', KEYS[1], '-inf', string.format('%.0f', now_ms))
return redis.call('zrange', KEYS[1], 0, -1)
