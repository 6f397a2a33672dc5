"""The operations of reporting: questions only, for every member of staff."""

from services.reporting import queries
from shared.http.operations import Operations
from shared.http.roles import STAFF

api = Operations()
api.query(queries.headcount, STAFF)
api.query(queries.supports, STAFF)
api.query(queries.monthly_report, STAFF)
