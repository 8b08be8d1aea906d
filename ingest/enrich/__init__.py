"""What the pipeline looks up and derives; each module remembers its latest results.

- ``lookups``: opens all of it for one worker
- ``agents``, ``bots``: browser, operating system and device of a user agent, and whether it is a bot
- ``geography``: country, city and network of an address; ``addresses``: its hash and prefix
- ``pages``: the parts of a URL; ``channels``: the channel that brought a visitor
"""
