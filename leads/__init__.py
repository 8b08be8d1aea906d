"""Leads as people work on them: how far each is, who looks after it, and a note.

- ``stages``: the stages; ``lead``: reads, changes and finds leads; ``removal``: forgets those whose person was erased

Nothing here changes credit or money. The table is the registry's (``registry.lead_models``); a lead is the conversion
of its event id in the warehouse, which this package does not know.
"""
