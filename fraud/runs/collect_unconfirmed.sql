-- Of what a rule finds of conversions with everything as evidence, what it finds of those that are not confirmed: the others
-- are judged by themselves. Continues collect.sql.
  and subject_id in (select subject_id from conversions where not is_confirmed)
