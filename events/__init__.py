"""What an event is, its bytes on the stream and the Redis keys: the contract between the packages.

- ``event``: the event and its encoding; ``enums``: its closed sets; ``ids``: UUIDv7; ``moments``: milliseconds
- ``email``: e-mail addresses as keyed hashes
- ``keys``: every Redis key; ``shards``: the shard of an event; ``slots``: the cluster slot of a key
- ``blank_text``: trims texts
- ``host_names``: host names in ASCII
- ``link_parameters``: names of partners' codes and click ids in links
- ``no_names``: words that name nobody
- ``lua``: loads the scripts that run inside Redis
- ``snapshot``: what the registry publishes for the tracker
- ``spool``: the files in which the tracker keeps events while Redis is away
- ``test_outcome``: what became of a test event, and its credit preview
- ``errors``: what can go wrong between two packages
"""
