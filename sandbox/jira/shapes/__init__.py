"""How Jira shows what it knows: plain functions from the state to JSON."""
