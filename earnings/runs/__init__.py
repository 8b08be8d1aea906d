"""The commission run: from stored events and the registry to decisions, locks and postings in the ledger.

- ``touched``: which conversions a turn looks at; ``state``: where the last turn ended
- ``programs``: the programs of a site with their versions of terms and the rules by which credit is given
- ``paths``: the weighted path of each conversion by the terms in force at its moment
- ``orders``: the name of a conversion in the ledger; ``customers``: the pseudonym of a customer
- ``standing``, ``returns``, ``words``, ``partners``: the other facts; ``facts``: all of them, as the core takes them
- ``history``: what is stored of the conversions of a turn, and of their customers
- ``known``: which conversions still stand; ``erased``: those of people who were erased
- ``run``: one turn of a site; ``schedule``: the turns of all sites, after each fraud run
- ``lag``: how far the commission runs are behind
"""
