"""The worker: outbox performers and duties."""
