"""The fraud review: rules and runs, the queue of marks, decisions, the back-test."""
