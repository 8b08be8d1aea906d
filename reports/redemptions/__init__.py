"""How promo codes are redeemed, and which of them have leaked: all in ``report``."""
