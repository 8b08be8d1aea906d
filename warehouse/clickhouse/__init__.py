"""The two clients of ClickHouse, which answer alike, and what they have in common.

- ``embedded``: the engine inside this process; ``ownership``: the lock on its directory
- ``native``: a server, reached by the native protocol; ``native_blocks``: writes the blocks of its inserts
- ``cluster_settings``: what is sent to a cluster with every statement: quorums, and what a select must see
- ``shared_server``, ``shared_client``: the embedded engine of one process, used by others on the same machine
- ``pool``: one connection for each call under way
- ``cancellation``: limits of the queries of one answer, and their end when nobody waits for it
- ``parameters``: values as the text of typed parameters
- ``insertion``: names, settings and statements of an insert; ``arrow_insert``: the block of one for the embedded engine
- ``results``, ``blocks``: answers in the Native format, turned into rows
- ``error_codes``: which errors are worth a retry
"""
