-- Appends records of one spool segment and shard to their stream, each once: a drain that was killed or disconnected may
-- repeat them. All in one call: of several, Redis may reject the first (while it loads its file) and execute the next,
-- and what is drained is known by the end of the last record alone.
-- keys: stream, accepted, drained, spool_arrivals
-- args: seconds to remember what is drained, since when the events wait, then of each record in order: its end in the
--       segment, its entry, the number of its events, the number of its sites, and each site and its number of events
-- Returns the number of records that were not on the stream before.

local function is_before(one, other)
  local one_ms, one_number = string.match(one, '(%d+)-(%d+)')
  local other_ms, other_number = string.match(other, '(%d+)-(%d+)')
  if one_ms ~= other_ms then return tonumber(one_ms) < tonumber(other_ms) end
  return tonumber(one_number) < tonumber(other_number)
end

local stream, accepted, drained, spool_arrivals = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local before = tonumber(redis.call('get', drained) or '0')

local oldest = redis.call('xrange', stream, '-', '+', 'COUNT', 1)[1]
local known = redis.call('hmget', spool_arrivals, 'accepted_ms', 'last_id')
local accepted_ms = tonumber(ARGV[2])
if oldest and known[2] and not is_before(known[2], oldest[1]) then
  accepted_ms = math.min(accepted_ms, tonumber(known[1]))
end

local appended, at = 0, 3
while at <= #ARGV do
  local first_site, next_record = at + 4, at + 4 + 2 * tonumber(ARGV[at + 3])
  if tonumber(ARGV[at]) > before then
    local id = redis.call('xadd', stream, '*', 'e', ARGV[at + 1], 'n', ARGV[at + 2])
    redis.call('hset', spool_arrivals, 'accepted_ms', string.format('%.0f', accepted_ms), 'last_id', id)
    for i = first_site, next_record - 1, 2 do redis.call('hincrby', accepted, ARGV[i], ARGV[i + 1]) end
    redis.call('set', drained, ARGV[at], 'EX', ARGV[1])
    appended = appended + 1
  end
  at = next_record
end
return appended
