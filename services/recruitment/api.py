"""The operations of recruitment and the roles that may call them."""

from typing import Any

from services.recruitment import commands
from services.recruitment.queries.access import access_log, access_log_check
from services.recruitment.queries.applications import application, applications, participants
from services.recruitment.queries.assessment import assessment
from services.recruitment.queries.due import due
from services.recruitment.queries.effectiveness import effectiveness
from services.recruitment.queries.erasures import erasure_batches, erasures
from services.recruitment.queries.finding import find_by_pesel, find_people, pesel_says, possible_duplicates
from services.recruitment.queries.involvement import involvement, standings
from services.recruitment.queries.limits import limit_history
from services.recruitment.queries.path import path
from services.recruitment.queries.people import person, persons, purposes
from services.recruitment.queries.person_history import person_history
from services.recruitment.queries.projects import project, projects, reserve_list, target_group
from services.recruitment.queries.requests import subject_ids, subject_request, subject_requests
from services.recruitment.queries.retention import retention, retention_bases
from services.recruitment.queries.sensitive import sensitive_counts
from services.recruitment.queries.situations import situations
from services.recruitment.queries.timeline import timeline
from services.recruitment.queries.why import why_this_place
from services.recruitment.queries.why_effectiveness import why_effectiveness
from services.recruitment.roles import AUDIT, CASEWORK, PROTECTION, READERS
from shared.http.operations import Operations
from shared.http.problems import Problem
from shared.http.roles import STAFF, Role

SLOWED: dict[int | str, dict[str, Any]] = {
    429: {"model": Problem, "description": "Too many searches through the gateway: wait `retry_after` seconds"}
}
"""Whoever goes through the registry name by name is slowed down at the door."""

api = Operations()
api.command(commands.open_project, {Role.COORDINATOR, Role.ADMIN})
api.command(commands.submit_application, CASEWORK)
api.command(commands.assess_application, CASEWORK)
api.command(commands.assess_by_criteria, CASEWORK)
api.command(commands.assign_case_worker, CASEWORK)
api.command(commands.appeal_assessment, CASEWORK)
api.command(commands.decide_appeal, {Role.COMMISSION_MEMBER, Role.COORDINATOR})
api.command(commands.recruit_candidate, CASEWORK)
api.command(commands.change_group_limit, {Role.COORDINATOR})
api.command(commands.withdraw_application, CASEWORK)
api.command(commands.accept_offer, CASEWORK)
api.command(commands.refuse_offer, CASEWORK)
api.command(commands.sign_contract, CASEWORK)
api.command(commands.end_participation, CASEWORK)
api.command(commands.correct_person, CASEWORK)
api.command(commands.register_person, CASEWORK)
api.command(commands.merge_persons, CASEWORK)
api.command(commands.unmerge_persons, CASEWORK)
api.command(commands.record_exclusion, CASEWORK)
api.command(commands.record_situation, CASEWORK)
api.command(commands.confirm_employment, CASEWORK)
api.command(commands.confirm_social_effect, CASEWORK)
api.command(commands.set_retention, PROTECTION)
api.command(commands.propose_shorter_retention, PROTECTION)
api.command(commands.approve_shorter_retention, PROTECTION)
api.command(commands.extend_retention, PROTECTION)
api.command(commands.suspend_retention, PROTECTION)
api.command(commands.resume_retention, PROTECTION)
api.command(commands.record_subject_request, CASEWORK | PROTECTION)
api.command(commands.answer_subject_request, {Role.DATA_PROTECTION_OFFICER})
api.command(commands.refuse_subject_request, {Role.DATA_PROTECTION_OFFICER})
api.command(commands.lift_restriction, {Role.DATA_PROTECTION_OFFICER})
api.command(commands.propose_erasure, PROTECTION)
api.command(commands.approve_erasure, PROTECTION)
api.query(projects, STAFF)
api.query(project, STAFF)
api.query(target_group, STAFF)
api.query(limit_history, STAFF)
api.query(due, CASEWORK)
api.query(reserve_list, READERS)
api.query(why_this_place, READERS)
api.query(effectiveness, STAFF)
api.query(why_effectiveness, CASEWORK)
api.query(situations, STAFF)
api.query(sensitive_counts, STAFF)
api.query(application, READERS | {Role.COMMISSION_MEMBER})
api.query(assessment, CASEWORK)
api.query(applications, READERS | {Role.COMMISSION_MEMBER})
api.query(participants, STAFF)
api.query(access_log, AUDIT)
api.query(access_log_check, AUDIT | {Role.ADMIN})
api.query(person, CASEWORK | AUDIT)
api.query(person_history, AUDIT | {Role.COORDINATOR})
api.query(involvement, CASEWORK | AUDIT)
api.query(timeline, CASEWORK | AUDIT)
api.query(path, CASEWORK)
api.query(purposes, STAFF)
api.query(retention, PROTECTION | AUDIT)
api.query(retention_bases, PROTECTION | AUDIT)
api.query(erasure_batches, PROTECTION | AUDIT | {Role.ADMIN})
api.query(subject_requests, PROTECTION | AUDIT)
api.query(subject_request, PROTECTION | AUDIT)
api.query(subject_ids, {Role.DATA_PROTECTION_OFFICER, Role.ADMIN})
api.query(erasures, AUDIT | {Role.ADMIN})
api.search(pesel_says, CASEWORK)
api.search(find_by_pesel, CASEWORK | AUDIT, SLOWED)
api.search(find_people, CASEWORK | AUDIT, SLOWED)
api.search(possible_duplicates, CASEWORK | AUDIT)
api.search(persons, READERS | AUDIT | {Role.TRAINER, Role.COMMISSION_MEMBER})
api.search(standings, CASEWORK | AUDIT)
