"""The registry over the API: sites, programs, partners, links, promo codes, keys; the edge is told of each change."""
