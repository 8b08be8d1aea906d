-- Appends a dead letter, also at maxmemory: otherwise one line that cannot be stored would keep its whole batch in Redis,
-- which holds that line already and removes it as soon as the letter is there.
-- KEYS: the dead letters. ARGV: field, value and so on.
-- A script whose first write takes no memory may finish at maxmemory; no entry has this id.
redis.call('xdel', KEYS[1], '0-0')
return redis.call('xadd', KEYS[1], '*', unpack(ARGV))
