"""What can happen to an issue, whoever asks: checked, committed, and written into its changelog."""
