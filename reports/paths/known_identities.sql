-- Who is behind the one conversion that is asked for, where it is known: stands in the place of people.sql, the plan of which
-- takes longer than that of all that reads its clicks. Continues conversions.sql; other files continue it.
-- Grain of `conversion_identities`: as in people.sql.
-- Params: known_conversion, known_converted_ms, known_clicks_until_ms, known_ref: of the conversion;
-- known_identities, known_from_ms, known_until_ms, known_basis: an element a row.
    conversion_identities as
    (
        select
            toUUID({known_conversion:String}) as conversion_id,
            fromUnixTimestamp64Milli({known_converted_ms:Int64}, 'UTC') as converted_at,
            fromUnixTimestamp64Milli({known_clicks_until_ms:Int64}, 'UTC') as clicks_until,
            lower({known_ref:String}) as named_ref,
            identity,
            from_ms,
            until_ms,
            basis
        from system.one
        array join
            {known_identities:Array(String)} as identity,
            {known_from_ms:Array(Int64)} as from_ms,
            {known_until_ms:Array(Int64)} as until_ms,
            {known_basis:Array(UInt8)} as basis
    ),
