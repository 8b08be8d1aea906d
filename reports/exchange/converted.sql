-- Credits in one currency, by the rate of each conversion's day of UTC. Goes on from the attribution's credits.sql.
-- Grain of `converted`: that of `credits`. What a day has no rate for stays in its own currency. The credits of a
-- conversion are added up in the order of its touches and each of the sums is converted, half to even: a touch gets what
-- its sum has more than the one before. So they sum to the converted conversion, to the last unit.
-- Params: target_currency; rate_keys: currency and day, the first one empty for not known; rate_numerators,
-- rate_denominators: minor units of the target currency for one of theirs.
,
    converted_sums as
    (
        select
            type,
            converted_at,
            model,
            paid_currency,
            transform(
                paid_currency || ' ' || toString(toDate(converted_at)),
                {rate_keys:Array(String)}, arrayEnumerate({rate_keys:Array(String)}), toUInt32(1)
            ) as place,
            {rate_denominators:Array(Int256)}[place] as divisor,
            arraySort(earned) as touches,
            arrayMap(
                counted_minor -> toInt256(counted_minor) * {rate_numerators:Array(Int256)}[place],
                arrayCumSum(arrayMap(touch -> touch.6, touches))
            ) as products,
            arrayMap(
                product -> toInt64(
                    intDiv(product, divisor) + (product % divisor * 2 + intDiv(product, divisor) % 2 > divisor)
                ),
                products
            ) as sums
        from
        (
            select
                conversion_id,
                model,
                any(type) as type,
                any(converted_at) as converted_at,
                toString(any(currency)) as paid_currency,
                groupArray((touched_at, touch_id, key, earning_ref, share, credit_minor)) as earned
            from credits
            group by conversion_id, model
        )
    ),
    converted as
    (
        select
            type,
            converted_at,
            model,
            touch.3 as key,
            touch.4 as earning_ref,
            touch.5 as share,
            if(place = 1, paid_currency, {target_currency:String}) as currency,
            credit_minor
        from converted_sums
        array join
            touches as touch,
            arrayPopFront(arrayDifference(arrayPushFront(sums, 0))) as credit_minor
    )
