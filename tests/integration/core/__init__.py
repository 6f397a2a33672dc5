"""The core on real PostgreSQL and Kafka."""
