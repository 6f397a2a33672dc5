"""The desk: what waits today, the project at a glance, backstage, accounts, the design system."""
