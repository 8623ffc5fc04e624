"""How long a person who reports waits: from the command to the receipt, in the sandbox."""
