"""What the ledger says, for people: read from its postings and records, changed nowhere.

- ``owed``: what partners are owed day by day, and how many orders are held
- ``balances``: what each partner and customer is owed, and the site's accounts
- ``commissions``: the lines of money, page by page, each with its state; ``entries``: transactions, newest first
- ``decisions``: the last revision of each; ``verdicts``: what the money of a conversion may do now
- ``explanation``: one line from the snapshot of its decision to the cent
- ``due``: what is owed by state and date, and why somebody is not paid yet; ``queue``: what waits for a person's word
- ``posted_by_hand``: corrections, penalties and the like; ``programs``: partners and what they are owed, by program
- ``preview``: a past period under terms that are not saved
- ``statements``: a partner's months, and the statement of one
- ``brought``: whom a partner brought, in numbers
- ``summary``: what a partner wants to know at a glance
- ``drift``: what would be decided otherwise today; ``unmatched``: refunds of orders that nobody reported
"""
