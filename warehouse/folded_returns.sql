-- What is given back of each order, and whether a dispute of it is open. A fragment within the common table expressions of a
-- statement: a view would have the whole statement planned twice.
-- Grain of `folded_returns`: one order with a refund or dispute. refunded_minor: for each currency that was named, and '' for
-- every other one, what is given back of a sale in it, not limited by the sale's amount; 9223372036854775807 for all of it.
-- returned_from: when something was given back first.
-- A refund counts once by its id, as it was first received; without an id (from before there were any) the same amount,
-- currency and time are the same refund, as the edge names it. What is given back is the greatest total, or the sum of
-- the single refunds if that is more; and a lost dispute, by the state that is the latest. What names another currency
-- than the sale's counts nothing.
-- Params: site_id; returned_orders: only these, empty for all.
    folded_returns as
    (
        select
            order_id,
            mapFromArrays(
                arrayDistinct(arrayPushFront(parts.1, '')) as currencies,
                arrayMap(
                    sale_currency -> toInt64(least(
                        greatest(
                            arraySum(part -> if(part.1 in ('', sale_currency), part.2, 0), parts),
                            arrayMax(part -> if(part.1 in ('', sale_currency), part.3, 0), parts)
                        )
                        + arraySum(part -> if(part.1 in ('', sale_currency), part.4, 0), parts),
                        9223372036854775807
                    )),
                    currencies
                )
            ) as refunded_minor,
            is_disputed,
            arrayMin(parts.5) as returned_from
        from
        (
            -- A part: its currency, what a single refund, a total and a lost dispute say, and when.
            select
                order_id,
                groupArrayArray(parts_of_id) as parts,
                max(type = 'dispute' and latest_report.1 = 'opened') as is_disputed
            from
            (
                with
                    toString(currency) as named_currency,
                    toInt128(ifNull(amount_minor, 9223372036854775807)) as whole_minor
                select
                    order_id,
                    type,
                    multiIf(
                        type = 'dispute', '',
                        refund_id != '', refund_id,
                        concat(
                            'unnamed:', ifNull(toString(amount_minor), ''), ':', named_currency, ':',
                            toString(toUnixTimestamp64Milli(timestamp)),
                            ifNull(concat(':', toString(refunded_total_minor)), '')
                        )
                    ) as counted_id,
                    argMax(
                        (state, (named_currency, toInt128(0), toInt128(0), whole_minor, timestamp)),
                        (timestamp, received_at, state != 'opened', UUIDToNum(event_id))
                    ) as latest_report,
                    argMin(
                        (
                            named_currency,
                            if(amount_minor is null and refunded_total_minor is not null, 0, whole_minor),
                            toInt128(0), toInt128(0), timestamp
                        ),
                        (received_at, UUIDToNum(event_id))
                    ) as first_report,
                    groupArrayIf(
                        (named_currency, toInt128(0), toInt128(ifNull(refunded_total_minor, 0)), toInt128(0), timestamp),
                        refunded_total_minor is not null
                    ) as totals,
                    multiIf(
                        type = 'refund', arrayPushFront(totals, first_report),
                        latest_report.1 = 'lost', [latest_report.2],
                        []
                    ) as parts_of_id
                from order_returns
                where site_id = {site_id:UInt32}
                  and order_id != ''
                  and (empty({returned_orders:Array(String)}) or order_id in {returned_orders:Array(String)})
                group by order_id, type, counted_id
            )
            group by order_id
        )
    ),
