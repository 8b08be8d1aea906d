"""SQL that several rules share: the measures in front of every rule, and text that continues some of them."""
