"""A local Jira, Cloud or Data Center, over real HTTP: strict where the real one is strict, faulty on demand.

Credentials: Cloud takes bot@example.com with the token sandbox-token; Data Center takes the access token sandbox-pat,
or bot with sandbox-password. Others whom control registers have the same token and password, and an access token of
their own: sandbox-pat-NAME.

How it is built: `gateway` reads a request to its end, writes the ledger and applies faults; `rest/` answers from
`site`, the whole state; `changes/` is what can happen to an issue; `shapes/` is how it is shown; `jql/` is the query
language over `index`, which may be behind; `control/` is the hand of whoever plays the people and breaks the network.

What the documentation does not settle was chosen to be the harsher for a client: a search page with fields holds 100
issues, != never matches an empty field, what a search returns is as old as the index that found it, bulkfetch leaves
missing issues out (control can make it name them), an archived project refuses writes and looks like none to queries.
Moves, links, comments and files move `updated`; entity properties and watchers do not.
"""
