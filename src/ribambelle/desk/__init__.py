"""What every counter shares: import runs with their report, attachments, outgoing mail."""
