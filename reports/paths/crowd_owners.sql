-- The crowded persons to whom browsers belonged. Continues people.sql.
-- Grain of `owners_in_crowds`: one browser.
-- Params: crowd_persons: see people.sql.
    owners_in_crowds as
    (
        select
            visitor_id,
            groupArray((person_id, owned_from_ms, owned_until_ms, basis)) as owners
        from owned_browsers
        where person_id in {crowd_persons:Array(String)}
        group by visitor_id
    ),
