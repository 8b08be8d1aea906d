"""How the shop does: a period beside another one, who and what brought it, and what happens at this moment.

- ``report``: sales, leads and clicks of days, channels and countries; credit of partners and channels
- ``live``: the last minutes
- ``beginnings``: what a new site has seen already
"""
