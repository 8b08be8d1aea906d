-- Answers: which of these event ids are stored already, and whether by this very batch, which then was written before.
-- Grain: one row per stored event with one of the ids; one whose import was taken back may be stored again.
-- Params: event_ids, the ids of a batch joined by commas (four times faster than an array, and a damaged id finds
-- nothing instead of failing); batch, the batch's own hash.
select
    site_id,
    UUIDNumToString(id) as event_id,
    toBool(batch = {batch:UInt64}) as is_own
from event_ids
where id in (select UUIDToNum(toUUIDOrZero(arrayJoin(splitByChar(',', {event_ids:String})))))
  and batch != 18446744073709551614
