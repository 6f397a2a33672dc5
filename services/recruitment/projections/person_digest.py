"""What people are found by: keyed digests only, beside each card. No projection: commands write the rows."""

from sqlalchemy import Column, LargeBinary, Table, Text, Uuid

from services.recruitment.projections.reading import METADATA

PERSON_DIGEST = Table(
    "person_digest",
    METADATA,
    Column("person", Uuid, primary_key=True),
    Column("project", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("digest", LargeBinary, primary_key=True),
)
