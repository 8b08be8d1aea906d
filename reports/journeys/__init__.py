"""How people came to buy: the most travelled paths, and what those who first came in one week did later."""
