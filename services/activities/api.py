"""The operations of activities and who may call each."""

from services.activities import commands, queries
from services.activities.taking_part import taking_part
from shared.http.operations import Operations
from shared.http.roles import STAFF, Role

PLANNERS = {Role.COORDINATOR, Role.SOCIAL_WORKER}
LEADERS = {Role.TRAINER, Role.SOCIAL_WORKER, Role.COORDINATOR}
"""Who meets the participants: they enrol and keep the lists."""

api = Operations()
api.command(commands.plan_activity, PLANNERS, hear=commands.hear_of_project)
api.command(commands.schedule_session, LEADERS)
api.command(commands.cancel_session, LEADERS)
api.command(commands.enrol, LEADERS, hear=commands.hear_of_participants)
api.command(commands.cancel_enrolment, LEADERS)
api.command(commands.record_attendance, LEADERS)
api.command(commands.correct_attendance, LEADERS)
api.command(commands.issue_certificate, LEADERS)
api.query(queries.activity, STAFF)
api.query(queries.activities, STAFF)
api.query(queries.roster, STAFF)
api.query(queries.unrecorded_sessions, LEADERS)
api.query(queries.certificates, STAFF)
api.query(taking_part, STAFF)
