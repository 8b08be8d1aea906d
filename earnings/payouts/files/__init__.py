"""The files by which a bank or a payment service pays a run: the same run always gives the same bytes.

- ``payment``: one payment, the payer, and all payments of a run; ``errors``
- ``characters``: texts in the characters that a format allows
- ``sepa`` (pain.001.001.09), ``elixir`` (Elixir-O), ``client_bank`` (1CClientBankExchange), ``paypal``, ``wise``,
  ``plain_csv``: one writer each; ``cells``: rows of CSV that no spreadsheet runs
- ``formats``: which format carries which payment; writes a run's files, and lists who is in none
"""
