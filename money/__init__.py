"""Money, exactly: amounts in whole minor units, their one split, and the daily rates between currencies.

- ``amount``: ``Amount``, its decimal string, sums by currency, the digits of ISO 4217
- ``split``: an amount in whole parts by largest remainder
- ``currencies``: the codes of ISO 4217
- ``rates``: what one currency was worth in another on a day
- ``rates_file``: the file of daily rates, read again when it changes
"""
