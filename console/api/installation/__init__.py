"""/installation: what its administrators see and do, apart from any site and without any of its figures."""
