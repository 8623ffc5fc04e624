"""The loop itself: intake, triage, filing, watching, closing, figures. Knows neither Slack nor how rows are stored."""
