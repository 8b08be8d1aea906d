"""What partners earn.

- ``terms``: the dated rules of a program, saved once and never changed
- ``preview``: what terms mean in money before they are saved; ``program_figures``: programs by terms and money
- ``run``: the commission run on request; ``decisions``: what was decided, and what people decide
- ``commissions``, ``balances``: lines of money, what is owed, the ledger; ``scope``: whose of it a caller sees
- ``due``: what is owed by state and date; ``queue``: whose money waits for a person, and what people said
- ``statements``, ``statement_resources``: what a partner gets in writing; ``summary``: his figures at a glance;
  ``own_partner``: whose they are
- ``adjustments``: what people post by hand; ``drift``: what money did not follow
"""
