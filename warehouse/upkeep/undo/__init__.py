"""Takes an import back: removes its events from every table, so that its orders are free and others' reports count.

- ``removal``: deletes the rows, makes again what several events say together; ``collect_events.sql`` records the
  events, ``by_*.sql`` are the conditions of the rows
- ``returned``: the duplicates that may count without the import
- ``counts``: how many events of an import are stored
"""
