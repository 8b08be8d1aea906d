"""The calls of the reports and of the fraud review; only functions named ``answer_*`` hold the whole request."""
