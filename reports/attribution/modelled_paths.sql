-- The path of every conversion under each model. Continues paths.sql; credits.sql or single_credits.sql continues it.
-- Grain of `modelled_paths`: one conversion and model.
-- Params: models, `program` for that of the program that decides: of the last partner in the path, else the default;
-- program_models: of program_ids; default_model.
,
    modelled_paths as
    (
        select
            conversion_id, facts, converted_at, currency, net_minor, program_id, model, applied_model, touches,
            toInt32(length(touches)) as touch_count,
            touches[-1].touched_at as last_touched_at,
            arrayLastIndex(touch -> not touch.is_direct, touches) as last_indirect,
            arrayLastIndex(touch -> touch.is_partner, touches) as last_partner,
            arrayEnumerateUniq(arrayMap(touch -> touch.key, touches)) as key_numbers
        from
        (
            select
                conversion_id,
                -- What is only carried along.
                (type, order_id, gross_minor, is_disputed, is_claimed, has_late_click) as facts,
                converted_at,
                currency,
                net_minor,
                program_id,
                model,
                if(
                    model = 'program',
                    transform(
                        program_id, {program_ids:Array(UInt32)}, {program_models:Array(String)}, {default_model:String}
                    ),
                    model
                ) as applied_model,
                -- Where no click is a partner's, what the conversion itself names may be.
                if(
                    applied_model in ('last_partner_click')
                    and not arrayExists(touch -> touch.is_partner, paths.touches),
                    [fallback],
                    paths.touches
                ) as touches
            from paths
            array join {models:Array(String)} as model
        )
    ),
