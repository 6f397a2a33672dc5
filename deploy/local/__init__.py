"""The embedded stack: real PostgreSQL, real Kafka and the services as child processes of one Python process.

Everything it starts ends with it, and everything it keeps lies in one run directory.
"""
