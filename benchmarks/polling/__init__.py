"""How many requests it costs to watch many issues, and what is missed while the search index lags."""
