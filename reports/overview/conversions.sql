-- The leads and sales of two periods, as they stand, by day and by country. Continues with folded_returns.sql and
-- conversion_sums.sql.
-- Grain of `standing`: one conversion. is_current: of the period that is asked about, not of the one that it is compared
-- with.
-- Params: site_id; from_ms, to_ms: half-open period; before_from_ms, before_to_ms: the other one, equal for none.
with
    standing as
    (
        select
            type,
            timestamp,
            order_id,
            toString(currency) as currency,
            toString(country) as country,
            ifNull(amount_minor, 0) as gross_minor,
            timestamp >= fromUnixTimestamp64Milli({from_ms:Int64}, 'UTC')
            and timestamp < fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC') as is_current
        from standing_conversions final
        where site_id = {site_id:UInt32}
          and
          (
              is_current
              or (
                  timestamp >= fromUnixTimestamp64Milli({before_from_ms:Int64}, 'UTC')
                  and timestamp < fromUnixTimestamp64Milli({before_to_ms:Int64}, 'UTC')
              )
          )
    ),
