"""What a rule would have marked with other values."""
