-- What people say of the money of conversions, beside whether it is paid.

-- is_approval: the commission is paid without waiting for the end of its hold. note: what the partner reads about it; `why`
-- stays with the team.
alter table decisions
    add column if not exists is_approval Bool,
    add column if not exists note String;
