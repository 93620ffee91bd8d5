"""The classic: what a signup costs, week by week, in pandas."""
