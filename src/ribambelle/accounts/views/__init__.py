"""Pages of the accounts: one's own, everybody's, and the very first one."""
