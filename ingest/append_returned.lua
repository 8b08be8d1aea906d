-- Appends an entry of events that were settled before, and counts them as accepted. Also at maxmemory: a batch is
-- acknowledged only after its entry is there.
-- KEYS: the stream, the hash of the counts. ARGV: field and value of the entry's events, field and value of their number,
-- then site and number of each site.
-- A script whose first write takes no memory may finish at maxmemory; no entry has this id.
redis.call('xdel', KEYS[1], '0-0')
redis.call('xadd', KEYS[1], '*', unpack(ARGV, 1, 4))
for i = 5, #ARGV, 2 do
    redis.call('hincrby', KEYS[2], ARGV[i], ARGV[i + 1])
end
return 1
