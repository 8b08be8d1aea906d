"""The `prm` command: one file per command, which reads options, calls a package and prints.

__main__             the list of commands, each imported when it is run
options              options, settings and output that several commands share
failures             exceptions of all packages as one line with its remedy
registry_access      the registry for one command, and a temporary key for the API
ingest_pause         pauses ingest for a command
up, tracker, ingest, worker, console, demo    start processes (supervisor)
migrate, doctor, geo, verify, repair, rebuild_rollups, erase, dead_letter, fraud, ledger    operate what is stored
person_erasure, erasure_queue    erase a person, for `prm erase` and for the console
backfill, imports, partner_import, replay_log, export, export_report, backup, restore    files in and out (transfer)
backups              makes backups of the installation
file_options, preview, backfill_report    how `backfill` reads a file, what it would do, what it prints
replay_summary       what replay-log says of a log, and when that is an error
sites, programs, partners, links, promo_codes, keys, members        the registry
partner_access, partner_merge, member_access   further commands of `prm partner` and `prm member`
mail                 outgoing mail: listed, sent again, tried (outbound)
next_steps           what one needs after something was created
reports              prints SQL that reports run
"""
