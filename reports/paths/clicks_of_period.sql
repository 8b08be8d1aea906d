-- The clicks of a period, whoever made them, and what is known of visitors. Continues people.sql and single_owners.sql.
-- Grain of `converted_identities`: an identity and a span of time in which its clicks are of a person with a conversion.
-- Grain of `known_visitors`: one visitor, with his only customer, or with such spans. Grain of `possible_touches`: one click, of
-- no conversion, and not of a customer or address with one that a server or an import names (trust of 4 and more).
-- named_person: such a customer or address, as people.sql writes them, where no browser is named. A pixel's click is no touch.
-- Params: those of people.sql, without crowds: each person is paired with his browsers once, however many conversions he has.
    converted_identities as
    (
        select
            carried.1 as identity,
            carried.2 as from_ms,
            carried.3 as until_ms
        from
        (
            select distinct arrayJoin(arrayConcat(
                [person], arrayMap(other -> (other.1, bitAnd(other.2, person.2)), linked)
            )) as one_of_them
            from
            (
                select distinct person
                from named_persons
            ) as named
            left join linked_persons on linked_persons.person_id = person.1
        ) as persons
        left join browsers_of_persons on browsers_of_persons.person_id = one_of_them.1
        array join arrayConcat([(one_of_them.1, toInt64(0), 9223372036854775807, 3)], browsers) as carried
        where bitAnd(carried.4, one_of_them.2) != 0
    ),
    known_visitors as
    (
        select
            visitor_id,
            max(only_owner_id) as owner_id,
            groupUniqArrayArray(spans) as converted_spans
        from
        (
            select
                visitor_id,
                owner_id as only_owner_id,
                cast([], 'Array(Tuple(Int64, Int64))') as spans
            from owned_visitors
            union all
            select identity, '', [(from_ms, until_ms)]
            from converted_identities
        )
        group by visitor_id
    ),
    possible_touches as
    (
        select
            timestamp as touched_at,
            event_id, ref, promo_code, channel, link, sub_id, utm_source, utm_medium, utm_campaign, country,
            toUnixTimestamp64Milli(timestamp) as touched_ms,
            visitor_id,
            multiIf(visitor_id != '', '', customer_id != '', '\0' || customer_id, '\0\0' || email_hash) as named_person,
            0 as stand_in,
            toUUID('00000000-0000-0000-0000-000000000000') as conversion_id,
            fromUnixTimestamp64Milli(0, 'UTC') as converted_at,
            '' as named_ref,
            false as is_claim,
            false as is_late,
            ('', '', '', toInt64(0)) as conversion_fields
        from events
        where site_id = {site_id:UInt32}
          and type = 'click'
          and traffic = 'human'
          and source != 'pixel'
          and timestamp >= fromUnixTimestamp64Milli({from_ms:Int64}, 'UTC')
          and timestamp < fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC')
          and (visitor_id != '' or (trust >= 4 and (customer_id != '' or email_hash != '')))
          and (empty({visitor_ids:Array(String)}) or visitor_id in {visitor_ids:Array(String)})
          and not (trust >= 4 and arrayExists(
              identity -> identity in (select identity from converted_identities),
              ['\0' || customer_id, '\0\0' || email_hash]
          ))
    ),
