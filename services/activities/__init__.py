"""Activities: the support that is planned and given; attendance is recorded only of people who are enrolled."""
