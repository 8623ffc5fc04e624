"""How well triage ranks and routes, beside what plain libraries do on the same rows."""
