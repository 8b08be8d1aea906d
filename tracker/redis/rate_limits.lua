-- Takes what one worker let pass from the bucket that all share, even below zero: the refill pays it back.
-- keys: bucket
-- args: events that passed, refill a second, size of a full bucket, milliseconds of now
-- Returns what is left, as text.

local known = redis.call('hmget', KEYS[1], 'level', 'at_ms')
local passed, per_second, full, now_ms = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local level = full
if known[1] then
  local at_ms = tonumber(known[2])
  now_ms = math.max(now_ms, at_ms)
  level = math.min(full, tonumber(known[1]) + (now_ms - at_ms) / 1000 * per_second)
end
level = level - passed
redis.call('hset', KEYS[1], 'level', tostring(level), 'at_ms', string.format('%.0f', now_ms))
redis.call('pexpire', KEYS[1], math.ceil((full - level) / per_second * 1000) + 1000)
return tostring(level)
