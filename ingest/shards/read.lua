-- Reads entries of a shard for the worker that holds its lease, and renews the lease with them.
-- KEYS: the lease, the pause, the stream. ARGV: the worker, milliseconds of the lease, the group, the consumer, how many
-- entries, 0: all; '0' to read what is in flight or '>' to read what is new; the last entry of the batch so far.
-- Returns one word and, after 'read', the entries.
if redis.call('get', KEYS[1]) ~= ARGV[1] then
    return {'lease lost'}
end
local reads_new = ARGV[6] == '>'
if reads_new and redis.call('exists', KEYS[2]) == 1 then
    return {'paused'}
end
-- A script whose first write takes no memory may finish at maxmemory; in a transaction Redis rejects every command.
redis.call('pexpire', KEYS[1], ARGV[2])
if reads_new then
    -- An answer may have been lost, and the command sent again: then more is in flight than the worker has seen.
    local last = redis.call('xpending', KEYS[3], ARGV[3])[3] or ''
    if last ~= ARGV[7] then
        return {'in flight'}
    end
end
local arguments = {'xreadgroup', 'GROUP', ARGV[3], ARGV[4]}
if ARGV[5] ~= '0' then
    table.insert(arguments, 'COUNT')
    table.insert(arguments, ARGV[5])
end
for _, each in ipairs({'STREAMS', KEYS[3], ARGV[6]}) do
    table.insert(arguments, each)
end
local streams = redis.call(unpack(arguments))
return {'read', streams and streams[1][2] or {}}
