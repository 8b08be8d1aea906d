"""Backups of an installation with the embedded warehouse, in a folder or a bucket, and back.

- ``contents``: what a backup says of itself; it is written last, so what has none is no backup
- ``place``: the backups of one installation and the pieces that they share
- ``piece``: some files as one object; ``extraction``: the files of a piece again
- ``snapshot``: gathers everything of one moment; ``redis_state``: what Redis holds, as commands
- ``creation``: sends what the place lacks, removes old backups
- ``restoration``: a data directory from a backup, and whether every piece of it is whole
- ``schedule``: one backup after another; ``record``: the last success, and the lock
"""
