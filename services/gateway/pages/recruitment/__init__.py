"""The pages of recruitment: the list, taking in an application, the application itself, its assessment and the offer."""
