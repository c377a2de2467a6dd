"""Records and rules -> findings, their identity, their cost and the figures at the head of a report."""
