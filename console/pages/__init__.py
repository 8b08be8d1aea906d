"""The web pages: thin shells around the JSON API, for the marketer and for the partner."""
