"""A Slack workspace with one app in it, over real HTTP and websocket. It knows nothing of the app it serves."""
