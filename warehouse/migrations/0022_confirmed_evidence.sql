-- What is confirmed, and which evidence a finding rests on: confirmed conversions are judged by confirmed ones alone.

-- Of a fact: the report that stands, and what makes the conversion its partner's, are no browser's word alone. The next run
-- fills it for what was stored before.
alter table conversion_facts add column if not exists is_confirmed UInt8;

-- Of a finding and a mark: whether it rests on confirmed conversions alone. A partner may have a mark of both kinds.
alter table findings add column if not exists is_confirmed UInt8;

alter table marks
    add column if not exists is_confirmed UInt8,
    modify order by (site_id, period, rule, subject_kind, subject_id, is_confirmed);
