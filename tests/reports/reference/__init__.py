"""What reports should say, written a second time in plain Python from their definitions, and stories to ask about."""
