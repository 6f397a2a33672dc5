"""The rules of activities and sessions; pure: ids, dates and what others know come in as arguments."""
