"""Refunds and disputes that name a payment instead of an order: what they say of it is said of its order.

- ``named``: the payments that a batch names
- ``matched``: which of them have an order, and the refunds and disputes that waited for it
"""
