"""The operations of recruitment and the roles that may call them."""

from services.recruitment import commands
from services.recruitment.queries.applications import application, participants
from services.recruitment.queries.people import person, persons
from services.recruitment.queries.projects import project, reserve_list, target_group
from services.recruitment.queries.why import why_this_place
from shared.http.operations import Operations
from shared.http.roles import STAFF, Role

CASEWORK = frozenset({Role.SOCIAL_WORKER, Role.COORDINATOR})
SENSITIVE = CASEWORK | {Role.AUDITOR}
"""Who may see what tells of disability, homelessness or labour status."""

api = Operations()
api.command(commands.open_project, {Role.COORDINATOR, Role.ADMIN})
api.command(commands.submit_application, CASEWORK)
api.command(commands.assess_application, CASEWORK)
api.command(commands.recruit_candidate, CASEWORK)
api.command(commands.change_group_limit, {Role.COORDINATOR})
api.command(commands.withdraw_application, CASEWORK)
api.command(commands.accept_offer, CASEWORK)
api.command(commands.refuse_offer, CASEWORK)
api.command(commands.sign_contract, CASEWORK)
api.command(commands.end_participation, CASEWORK)
api.command(commands.correct_person, CASEWORK)
api.query(project, STAFF)
api.query(target_group, STAFF)
api.query(reserve_list, SENSITIVE)
api.query(why_this_place, SENSITIVE)
api.query(application, SENSITIVE)
api.query(participants, STAFF)
api.query(person, SENSITIVE)
api.query(persons, SENSITIVE | {Role.TRAINER})
