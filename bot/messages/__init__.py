"""What people see: pure functions from records to Slack's blocks. User text is escaped in `text`, and nowhere else."""
