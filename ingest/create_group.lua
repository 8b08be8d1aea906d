-- Makes the consumer group of a stream from its beginning, unless it is there.
-- KEYS: the stream. ARGV: the group.
-- A script whose first write takes no memory may finish at maxmemory; no entry has this id.
redis.call('xdel', KEYS[1], '0-0')
local made = redis.pcall('xgroup', 'create', KEYS[1], ARGV[1], '0', 'mkstream')
if made.err and not string.find(made.err, 'BUSYGROUP', 1, true) then
    return made
end
return 1
