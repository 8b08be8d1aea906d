-- What the one touch earns that the model chooses: credits.sql for models under which nothing is divided. The planner
-- takes a quarter less time for it. Continues modelled_paths.sql.
-- Grain of `credits`, how money is converted, and params: as in credits.sql.
    chosen as
    (
        select
            conversion_id,
            facts,
            converted_at,
            currency as paid_currency,
            net_minor,
            program_id,
            model,
            touches[multiIf(
                applied_model = 'first_click', 1,
                applied_model in ('last_partner_click') and last_partner > 0, last_partner,
                applied_model in ('last_non_direct') and last_indirect > 0, last_indirect,
                touch_count
            )] as touch,
            -- By a constant condition the planner drops all that follows where nothing is to be converted.
            if({target_currency:String} = '', toUInt32(1), transform(
                currency || ' ' || toString(toDate(converted_at)),
                {rate_keys:Array(String)}, arrayEnumerate({rate_keys:Array(String)}), toUInt32(1)
            )) as rate_number,
            {rate_denominators:Array(Int256)}[rate_number] as divisor,
            toInt256(net_minor) * {rate_numerators:Array(Int256)}[rate_number] as product,
            if({target_currency:String} = '', net_minor, toInt64(
                intDiv(product, divisor) + (product % divisor * 2 + intDiv(product, divisor) % 2 > divisor)
            )) as credit_minor
        from modelled_paths
        where touch_count > 0
    ),
    credits as
    (
        select
            conversion_id,
            facts.1 as type,
            converted_at,
            facts.2 as order_id,
            if(rate_number = 1, paid_currency, {target_currency:String}) as currency,
            facts.3 as gross_minor,
            net_minor,
            facts.4 as is_disputed,
            program_id,
            facts.5 as is_claimed,
            facts.6 as has_late_click,
            model,
            touch.touched_at as touched_at,
            touch.touch_id as touch_id,
            touch.earning_ref as earning_ref,
            touch.key as key,
            touch.stand_in in (1, 2) as is_declared,
            toInt128(1) as weight,
            toFloat64(1) as share,
            credit_minor
        from chosen
    )
