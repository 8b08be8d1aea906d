"""Who is paid and where to, as it is stored: reads and writes the registry.

- ``stored_methods``: adds, opens and archives payout methods; what a payout run needs of them
"""
