"""Jira's REST API, an address a function."""
