"""Sites, programs, partners, links, codes, keys and people, and what the edge is told of them."""
