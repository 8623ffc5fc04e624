"""Every surface where people meet the loop: Slack, the web endpoint, the command line; and the one composition root."""
