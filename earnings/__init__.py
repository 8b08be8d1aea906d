"""What partners earn, exactly: pure functions over frozen values, without database, clock or files; and their storage.

- ``terms/``: the dated rules of a program, parsed from JSON, chosen for a conversion, described in sentences
- ``commissions/``: facts become decisions, locks and amounts; ``plan.plan_run`` yields what is to be stored
- ``ledger/``: double entry: accounts, transactions, balances, the moves of a line to its target, adjustments
- ``payouts/``: runs and items as state machines, who is paid or skipped, their transactions and their files
- ``payees/``: payout methods in the registry
- ``payout_runs/``: payout runs, stored and acted on
- ``statements/``: what a partner gets in writing: PDF, CSV, XLSX, the fields of invoices
- ``storage/``: the ledger in the SQL database, append-only, chained and verified
- ``runs/``: the commission run, from the warehouse and the registry to the ledger
- ``figures/``: what the ledger says, for people
- ``export/``: the ledger as files for other programs
"""
