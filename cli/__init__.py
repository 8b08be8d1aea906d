"""The `prm` command: one file per command, which reads options, calls a package and prints.

__main__             the list of commands, each imported when it is run
options              options, settings and output that several commands share
failures             exceptions of all packages as one line with its remedy
registry_access      the registry for one command, and a temporary key for the API
ingest_pause         pauses ingest for a command
up, tracker, ingest, console, demo    start processes (supervisor)
migrate, doctor, geo, verify, repair, rebuild_rollups, erase, dead_letter, fraud    operate what is stored
backfill, replay_log, export, export_report, backup, restore        files in and out (transfer)
sites, programs, partners, links, promo_codes, keys, members        the registry
reports              prints SQL that reports run
"""
