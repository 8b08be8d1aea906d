-- Acknowledges and removes the entries of a batch and adds its counts, once.
-- KEYS: the stream, the hash of the counts. ARGV: the group, the number of counts, name and amount of each, entry ids.
-- Returns 1, or 0 if the batch is settled already: who settled it wrote the same rows under the same token.
local first_id = 3 + 2 * tonumber(ARGV[2])
local acknowledged = 0
-- Lua's stack takes some thousand values at most.
for i = first_id, #ARGV, 1000 do
    local last = math.min(i + 999, #ARGV)
    acknowledged = acknowledged + redis.call('xack', KEYS[1], ARGV[1], unpack(ARGV, i, last))
    redis.call('xdel', KEYS[1], unpack(ARGV, i, last))
end
if acknowledged == 0 then
    return 0
end
for i = 3, first_id - 1, 2 do
    redis.call('hincrby', KEYS[2], ARGV[i], ARGV[i + 1])
end
return 1
