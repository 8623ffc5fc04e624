"""Pictures of what people see, for the documentation: `make pictures`."""
