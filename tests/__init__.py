"""The tests: they judge by what Slack and Jira received."""
