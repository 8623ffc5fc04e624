"""What it costs to import a history from Jira."""
