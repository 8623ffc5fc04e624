"""The web API: one file per family of methods, each with a table METHODS of name → function(workspace, call)."""
