-- Counts an attempt to sign in, or only looks; also at maxmemory: a full Redis must not keep anybody from looking at it.
-- KEYS: the hash of an account, a device or a network. ARGV: 1 to count, 0 to look; attempts without a pause; the first
-- pause, the longest pause and the time after the last attempt until all is forgotten, in milliseconds.
-- Returns the milliseconds to wait, 0: proceed; and the attempts counted before this one.
local clock = redis.call('time')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local known = redis.call('hmget', KEYS[1], 'attempts', 'pause_ends_ms')
local attempts, pause_ends = tonumber(known[1] or '0'), tonumber(known[2] or '0')
if pause_ends > now then
    return {pause_ends - now, attempts}
end
if ARGV[1] == '1' then
    local paused = attempts + 1 - tonumber(ARGV[2])
    local pause = paused > 0 and math.min(tonumber(ARGV[3]) * 2 ^ (paused - 1), tonumber(ARGV[4])) or 0
    -- A script whose first write takes no memory may finish at maxmemory.
    redis.call('del', KEYS[1])
    redis.call('hset', KEYS[1], 'attempts', attempts + 1, 'pause_ends_ms', string.format('%.0f', now + pause))
    redis.call('pexpire', KEYS[1], string.format('%.0f', pause + tonumber(ARGV[5])))
end
return {0, attempts}
