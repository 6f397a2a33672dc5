"""The operations of reporting and the roles that may call them."""

from services.reporting import queries
from services.reporting.commands import submit_report
from services.reporting.composing import MAY_SEE_FEW
from services.reporting.queries.reports import CSV, JSON, TEXT
from shared.http.operations import Operations
from shared.http.roles import STAFF, Role

api = Operations()
api.action(submit_report, {Role.COORDINATOR})
api.query(queries.headcount, MAY_SEE_FEW)
api.query(queries.supports, MAY_SEE_FEW)
api.query(queries.monthly_report, MAY_SEE_FEW)
api.query(queries.periodic_report, STAFF)
api.document(queries.periodic_report_text, STAFF, TEXT)
api.document(queries.periodic_report_csv, STAFF, CSV)
api.query(queries.submitted_reports, STAFF)
api.document(queries.submitted_report, STAFF, JSON)
api.document(queries.submitted_report_text, STAFF, TEXT)
api.document(queries.submitted_report_csv, STAFF, CSV)
