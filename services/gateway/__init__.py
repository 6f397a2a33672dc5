"""The gateway: the one door for staff and pages; it knows accounts and addresses, and decides nothing about projects."""
