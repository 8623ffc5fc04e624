"""Who everyone is in the sandbox: fixed, so that a test or a demo needs no registration."""

BOT_TOKEN = "xoxb-sandbox"  # noqa: S105 - opens nothing but this sandbox
APP_TOKEN = "xapp-sandbox"  # noqa: S105 - opens nothing but this sandbox
SIGNING_SECRET = "sandbox-signing-secret"  # noqa: S105 - signs nothing but the sandbox's deliveries
VERIFICATION_TOKEN = "sandbox-verification-token"  # noqa: S105 - Slack's legacy `token` field, proves nothing

TEAM = "T0SANDBOX"
TEAM_NAME = "Sandbox"
DOMAIN = "sandbox"
BOT_USER = "U0BOT"
BOT = "B0BOT"
APP = "A0SANDBOX"
APP_NAME = "friction"
