-- Credits in one currency, by the rate of each conversion's day of UTC. Goes on from the attribution's credits.sql.
-- Grain of `converted`: that of `credits`. What a day has no rate for stays in its own currency. The credits of a
-- conversion are added up in the order of its touches and each of the sums is converted, half to even: a touch gets what
-- its sum has more than the one before. So they sum to the converted conversion, to the last unit.
-- Params: target_currency; rate_keys: currency and day, the first one empty for not known; rate_numerators,
-- rate_denominators: minor units of the target currency for one of theirs.
,
    counted as
    (
        select
            type,
            converted_at,
            model,
            key,
            earning_ref,
            share,
            toString(currency) as paid_currency,
            transform(
                paid_currency || ' ' || toString(toDate(converted_at)),
                {rate_keys:Array(String)}, arrayEnumerate({rate_keys:Array(String)}), toUInt32(1)
            ) as place,
            {rate_denominators:Array(Int256)}[place] as divisor,
            sum(credit_minor) over (
                partition by conversion_id, model
                order by touched_at, touch_id
                rows between unbounded preceding and current row
            ) as counted_minor,
            arrayMap(
                amount_minor -> toInt256(amount_minor) * {rate_numerators:Array(Int256)}[place],
                [counted_minor, counted_minor - credit_minor]
            ) as products
        from credits
    ),
    converted as
    (
        select
            type,
            converted_at,
            model,
            key,
            earning_ref,
            share,
            if(place = 1, paid_currency, {target_currency:String}) as currency,
            arrayMap(
                product -> intDiv(product, divisor) + (product % divisor * 2 + intDiv(product, divisor) % 2 > divisor),
                products
            ) as sums,
            toInt64(sums[1] - sums[2]) as credit_minor
        from counted
    )
