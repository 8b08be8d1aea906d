"""The ledger as files for other programs.

- ``csv_file``: one line a posting, for spreadsheets and databases
- ``beancount_file``: the text form of plain-text accounting, as beancount reads it
"""
