"""Which events of a batch repeat one that is stored or stands earlier in the batch, by event id or by conversion.

- ``stored``: queries the ids, and the reports of the same conversions, that other batches have stored
- ``signed_leads``: those of one signature, which make one conversion
- ``reports``: decides which reports of a lead or sale are stored, and why not
- ``repeats``: finds the rows that repeat, each with the reason, and makes the columns of the table ``duplicates``
"""
