"""Pages of the network: organisations, communes."""
