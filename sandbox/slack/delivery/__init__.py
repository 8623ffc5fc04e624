"""The way of a payload to the app: Socket Mode or signed HTTP, with Slack's time limit and its retries of events."""
