"""What Slack refuses: limits of blocks, views and metadata, as lists of complaints in Slack's own form."""
