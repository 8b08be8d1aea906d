-- Conversions with a flag that is rare at most partners of the site. Continues a rule that selects `seen`.
-- Grain of `seen`: one conversion, with `is_flagged`, `fewest`: conversions from which a partner counts for what is
-- usual, and `evidence`, in which `usual` is filled in here.
    habits as
    (
        select arrayReduce('quantileExact(0.5)', arrayConcat(groupArray(share), [0., 0., 0.])) as middle
        from (select partner, avg(is_flagged) as share from seen group by partner having count() >= any(fewest))
    ),
    findings as
    (
        select
            'conversion' as subject_kind, subject_id, partner, timestamp as happened_at,
            greatest({usual:Float64}, middle) as chance,
            mapApply(
                (name, value) -> (name, if(name = 'usual', concat(toString(round(100 * middle, 1)), ' %'), value)),
                seen.evidence
            ) as evidence
        from seen
        cross join habits
        where is_flagged
    )
