"""A local Jira, Cloud or Data Center, over real HTTP: strict where the real one is strict, faulty on demand."""
