-- Appends one record of a spool segment to its stream, once: a drain that was killed or disconnected may repeat it.
-- keys: stream, accepted, drained, spool_arrivals
-- args: end of the record in the segment, seconds to remember it, since when its events wait, entry, number of events,
--       then each site and its number of events
-- Returns 1, or 0 if the record was on the stream before.

local function is_before(one, other)
  local one_ms, one_number = string.match(one, '(%d+)-(%d+)')
  local other_ms, other_number = string.match(other, '(%d+)-(%d+)')
  if one_ms ~= other_ms then return tonumber(one_ms) < tonumber(other_ms) end
  return tonumber(one_number) < tonumber(other_number)
end

local stream, accepted, drained, spool_arrivals = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
if tonumber(redis.call('get', drained) or '0') >= tonumber(ARGV[1]) then return 0 end

local oldest = redis.call('xrange', stream, '-', '+', 'COUNT', 1)[1]
local known = redis.call('hmget', spool_arrivals, 'accepted_ms', 'last_id')
local accepted_ms = tonumber(ARGV[3])
if oldest and known[2] and not is_before(known[2], oldest[1]) then
  accepted_ms = math.min(accepted_ms, tonumber(known[1]))
end

local id = redis.call('xadd', stream, '*', 'e', ARGV[4], 'n', ARGV[5])
redis.call('hset', spool_arrivals, 'accepted_ms', string.format('%.0f', accepted_ms), 'last_id', id)
for i = 6, #ARGV, 2 do redis.call('hincrby', accepted, ARGV[i], ARGV[i + 1]) end
redis.call('set', drained, ARGV[1], 'EX', ARGV[2])
return 1
