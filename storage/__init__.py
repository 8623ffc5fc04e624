"""Everything that is remembered: tables with behaviour, named queries, migrations. The only place that spells SQL."""
