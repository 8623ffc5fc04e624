"""Deciding what a report is about: proposals by rules. People decide, and the loop runs without any model."""
