-- Extends a lock for its holder; 1, or 0 if the holder does not have it (any more).
-- KEYS: the lock. ARGV: the holder, milliseconds until it expires; 0 releases it.
if redis.call('get', KEYS[1]) ~= ARGV[1] then
    return 0
end
redis.call('pexpire', KEYS[1], ARGV[2])
return 1
