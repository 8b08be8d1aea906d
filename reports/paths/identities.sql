-- The identities that clicks of the people behind the conversions may carry. Continues people.sql.
-- Grain: as `conversion_identities`, without the conversion.
-- Params: those of people.sql; row_count: at most so many.
select
    identity,
    from_ms,
    until_ms,
    toUInt8(basis) as basis
from conversion_identities
limit {row_count:UInt32}
