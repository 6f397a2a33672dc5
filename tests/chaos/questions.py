"""The plain SQL that reads each read model; the columns stand in the order in which the fold writes its rows."""

from collections.abc import Mapping

RECRUITMENT = {
    "project_card": "SELECT project, title, starts_on, ends_on, total FROM project_card",
    "target_group": "SELECT project, target_group, place_limit, taken, lapsed FROM target_group",
    "application_card": "SELECT application, project, target_group, person, status, is_open FROM application_card",
    "reserve": "SELECT application, project, target_group, state, to_char(applied_at, 'YYYY-MM-DD\"T\"HH24:MI'),"
    " priority, premises_count, turn, answer_by FROM reserve",
    "participation_card": "SELECT participant, project, target_group, person, contract_signed_on, started_on, age, ended_on,"
    " along_path, end_reason, released, vocational_supports FROM participation_card",
    "person_card": "SELECT person, project, sex FROM person_card",
    "person_digest": "SELECT person, project FROM person_digest WHERE kind = 'pesel'",
    "person_merge": "SELECT person FROM person_merge",
    "subject_request": "SELECT request FROM subject_request",
    "retention_card": "SELECT project FROM retention_card",
    "erasure_batch": "SELECT batch FROM erasure_batch",
    "outcome_card": "SELECT participant, project, employment ->> 'form', (employment ->> 'since')::date,"
    " jsonb_array_length(exclusions) + jsonb_array_length(situations), social IS NULL FROM outcome_card",
    "attention": "SELECT split_part(stream, ':', 2), code FROM attention",
}
ACTIVITIES = {
    "activity_card": "SELECT activity, project, title, form, service_class, capacity, families, place FROM activity_card",
    "session_card": "SELECT session, activity, held_on, hours, cancelled, adults, children FROM session_card",
    "enrolment": "SELECT activity, participant, waits FROM enrolment",
    "attendance": "SELECT session, participant, activity, status, hours FROM attendance",
    "issued_certificate": "SELECT activity, participant, kind, project, issued_on, number, issuer FROM issued_certificate",
    "known_project": "SELECT project, starts_on, ends_on FROM known_project",
    "known_participant": "SELECT participant, project, recruited, ended_on FROM known_participant",
    "attention": "SELECT stream, code FROM attention",
}
FINANCE = {
    "budget_version": "SELECT project, version, plan ->> 'total' FROM budget_version",
    "supplier_card": "SELECT supplier FROM supplier_card",
    "expense_card": "SELECT expense, project, supplier, number, issued_on, paid_on, gross, eligible FROM expense_card",
    "bookings": "SELECT project, booking, expense, (SELECT sum((r ->> 'eligible')::numeric(14, 2))"
    " FROM jsonb_array_elements(rows) r) FROM ledger WHERE kind = 'booking'",
    "payments": "SELECT project, expense, effective_on FROM ledger WHERE kind = 'payment'",
    "grants": "SELECT project, sum((s ->> 'amount')::numeric(14, 2)) FROM ledger, jsonb_array_elements(rows) r,"
    " jsonb_array_elements(r -> 'sources') s WHERE s ->> 'source' = 'grant' GROUP BY project",
    "lines": "SELECT project, r ->> 'line', sum((r ->> 'eligible')::numeric(14, 2))"
    " FROM ledger, jsonb_array_elements(rows) r GROUP BY 1, 2",
    "known_project": "SELECT project, total, starts_on, ends_on FROM known_project",
    "known_activity": "SELECT activity, project FROM known_activity",
    "attention": "SELECT stream, code FROM attention",
}
NOTIFICATIONS = {
    "notification": "SELECT application, template, channel, decision, answer_by FROM notification WHERE session IS NULL",
    "reminder": "SELECT session, application, channel, withdrawn_on IS NOT NULL FROM notification WHERE session IS NOT NULL",
    "known_project": "SELECT project, title FROM known_project",
    "known_application": "SELECT application, project, person FROM known_application",
    "known_activity": "SELECT activity, title, place FROM known_activity",
    "known_session": "SELECT session, project, activity, held_on, cancelled FROM known_session",
    "known_enrolment": "SELECT activity, participant FROM known_enrolment",
    "departure": "SELECT participant, last_day FROM departure",
    "attention": "SELECT stream, code FROM attention",
}
REPORTING = {
    "project_fact": "SELECT project, title FROM project_fact",
    "participation_fact": "SELECT participant, kind, project, CASE WHEN kind NOT IN ('recruited', 'released') THEN day END,"
    " previous, person, target_group, sex FROM participation_fact",
    "activity_fact": "SELECT activity, project, title FROM activity_fact",
    "session_fact": "SELECT session, activity, day, hours FROM session_fact",
    "support_fact": "SELECT session, participant, day, service_class, present, hours FROM support_fact",
    "family_fact": "SELECT session, adults, children FROM family_fact",
    "certificate_fact": "SELECT participant, kind, project, day FROM certificate_fact",
    "submitted_report": "SELECT report FROM submitted_report",
    "attention": "SELECT stream, code FROM attention",
}
QUESTIONS: Mapping[str, Mapping[str, str]] = {
    "recruitment": RECRUITMENT,
    "activities": ACTIVITIES,
    "finance": FINANCE,
    "notifications": NOTIFICATIONS,
    "reporting": REPORTING,
}
