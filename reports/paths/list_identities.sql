-- The identities that clicks of the people behind few conversions may carry. Continues people.sql.
-- Grain: that of `conversion_identities`.
-- Params: those of people.sql; row_count: at most so many.
select
    toString(conversion_id) as conversion_id,
    toUnixTimestamp64Milli(converted_at) as converted_ms,
    toUnixTimestamp64Milli(clicks_until) as clicks_until_ms,
    named_ref,
    identity,
    from_ms,
    until_ms,
    toUInt8(basis) as basis
from conversion_identities
limit {row_count:UInt32}
