"""The review of marks: the queue, its evidence, and the decisions of rules and reviewers."""
