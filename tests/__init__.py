"""Tests: unit (pure), contract (what is published), integration (real PostgreSQL and Kafka), system (all as processes)."""
