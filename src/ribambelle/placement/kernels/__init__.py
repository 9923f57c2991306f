"""The inner loops, as plain functions over flat arrays: run as they are on lists, or compiled on arrays."""
