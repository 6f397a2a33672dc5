"""The operations of reporting and the roles that may call them."""

from services.reporting import queries, reports
from services.reporting.commands import submit_report
from services.reporting.reports import CSV, JSON, TEXT
from shared.http.operations import Operations
from shared.http.roles import STAFF, Role

api = Operations()
api.action(submit_report, {Role.COORDINATOR})
api.query(queries.headcount, STAFF)
api.query(queries.supports, STAFF)
api.query(queries.monthly_report, STAFF)
api.query(reports.periodic_report, STAFF)
api.document(reports.periodic_report_text, STAFF, TEXT)
api.document(reports.periodic_report_csv, STAFF, CSV)
api.query(reports.submitted_reports, STAFF)
api.document(reports.submitted_report, STAFF, JSON)
api.document(reports.submitted_report_text, STAFF, TEXT)
api.document(reports.submitted_report_csv, STAFF, CSV)
