"""The use-cases. Owns every task, speaks in snapshots and events, knows no Qt."""
