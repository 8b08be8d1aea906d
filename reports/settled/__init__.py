"""Settled paths: a conversion's path is computed once, kept in `settled_paths` and read for every report.

- ``settling``: computes and writes the paths of a span of time or of some conversions; ``settle*.sql``
- ``touched``: which conversions what arrived may have changed
- ``turns``: what the settler does for a site in one turn; ``turn_log``: how far it has come
- ``schedule``: gives every site its turns, in the worker
- ``reading``: which conversions of a question are read, and which are computed; ``settled_conversions.sql`` takes the
  place of the files that select from the events; ``statements``: runs a select over what is read and what is computed
"""
