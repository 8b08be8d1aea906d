-- Records that all statements of a migration have run.
-- Params: number, name, checksum of the file.
insert into schema_migrations (number, name, checksum, applied_at)
select
    {number:UInt32},
    {name:String},
    {checksum:String},
    now64(3, 'UTC')
