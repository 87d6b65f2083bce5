"""The person's page: what somebody reads who was asked about, opened by a code that came another way (ADR 0032)."""
