"""Users, roles, scopes, second factor, event log."""
