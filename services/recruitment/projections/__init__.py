"""The read models of recruitment; each is written in the command's own transaction."""
