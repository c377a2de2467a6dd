"""Log -> what is known of each commit: assistance, risk, churn, debt. Pure over what sources/ streams."""
