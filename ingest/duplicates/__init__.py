"""Which events of a batch repeat one that is stored or stands earlier in the batch, by event id or by order.

- ``stored``: queries the ids and orders that other batches have stored
- ``repeats``: finds the rows that repeat, each with the reason, and makes the columns of the table ``duplicates``
"""
