-- Whether the engine can use a regular expression; it fails where it cannot. One row.
-- Params: pattern.
select match('', {pattern:String}) as matches
