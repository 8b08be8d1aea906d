"""Brings the append-only file of the embedded Redis back to a state that Redis loads, after a power cut.

- ``layout``: the files that Redis will load, in both layouts (before and from version 7)
- ``dump``: where the RDB dump ends with which such a file may begin
- ``commands``: how far the commands of a file can be read, and where they can be read again
- ``damage``: what is wrong with a file, and whether an unsynced tail explains it
- ``repair``: cuts a tail off at the start, or leaves out what is unreadable by `prm repair redis`
"""
