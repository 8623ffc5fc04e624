"""Jira, and the only place that knows it: what we ask of it, in our own words, and how its failures read."""
