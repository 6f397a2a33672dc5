"""The operations of recruitment and the roles that may call them."""

from services.recruitment import commands
from services.recruitment.queries.applications import application, participants
from services.recruitment.queries.effectiveness import effectiveness
from services.recruitment.queries.people import person, persons
from services.recruitment.queries.projects import project, reserve_list, target_group
from services.recruitment.queries.situations import situations
from services.recruitment.queries.why import why_this_place
from services.recruitment.queries.why_effectiveness import why_effectiveness
from services.recruitment.roles import CASEWORK, SENSITIVE
from shared.http.operations import Operations
from shared.http.roles import STAFF, Role

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
api.command(commands.record_exclusion, CASEWORK)
api.command(commands.record_situation, CASEWORK)
api.command(commands.confirm_employment, CASEWORK)
api.command(commands.confirm_social_effect, CASEWORK)
api.query(project, STAFF)
api.query(target_group, STAFF)
api.query(reserve_list, SENSITIVE)
api.query(why_this_place, SENSITIVE)
api.query(effectiveness, STAFF)
api.query(why_effectiveness, SENSITIVE)
api.query(situations, STAFF)
api.query(application, SENSITIVE)
api.query(participants, STAFF)
api.query(person, SENSITIVE)
api.query(persons, SENSITIVE | {Role.TRAINER})
