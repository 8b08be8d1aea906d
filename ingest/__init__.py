"""Ingest: reads accepted events from Redis, enriches them, writes them to ClickHouse in batches and acknowledges them.

- ``process``, ``worker``: one worker of a process and its rounds; ``retry``, ``backoff``: waiting for the warehouse
- ``shards/``: which shards a worker may read, and its reader of their batches; pausing ingest for a command
- ``batch``: reads and settles one batch; ``entries``, ``columns``, ``rows``: its entries as columns of events
- ``pipeline``: the steps ``put_*`` and ``flag_*`` from events to the columns of the table
- ``conversion_keys``: what makes a lead or sale unique; ``folding``: how it stands by several reports
- ``enrich/``: what the steps look up: user agents, geography and its databases, channels, address hashes
- ``duplicates/``: which events repeat a stored one; ``dead_letters/``: lines that cannot be stored
- ``storage``: prepares and writes a batch; ``settlement``: acknowledges and counts it; ``recovery``: completes one that
  may have been written before; ``batch_scope``, ``compared_hours``: what of it is compared
- ``payments/``: refunds and disputes that name a payment instead of an order; ``returned_events``: sends events again
- ``write_turn``: one worker at a time on a ClickHouse cluster
- ``test_outcomes``: publishes what became of test events; ``metrics``: Prometheus metrics
- ``erasure``, ``person_erasure``: remove a person from the streams and dead letters, then from everywhere
"""
