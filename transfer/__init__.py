"""Files in and out: event files, access logs, exports, backups.

event_files          reads CSV, NDJSON and Parquet row by row, as events
partner_files        reads files of partners
reading/             columns, encodings, money and dates of others' files; the presets
access_logs/         parses logs of web servers and proxies and makes events of their lines
backfill, log_replay send such a file to the tracker, safe to run again
delivery             the tracker's `POST /v1/events` as a client: retries, splits, rejections
event_export         stored events as a file (its query is export_events.sql)
report_export        a report of the API, one file a day, into a destination
destinations         a folder or a bucket; a file in it is whole or absent
fraud_rescore        asks the running console for a fraud run over the whole history
backups/             the embedded stores in a folder or a bucket, and back
errors               TransferFailed, with its remedy
"""
