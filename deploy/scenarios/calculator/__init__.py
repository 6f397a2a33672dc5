"""An independent calculator: works out from a scenario alone what the system must answer, by plain book-keeping.

It reads the scenario's steps and the project definition they name, and imports nothing of the product: only so is an
expectation that it writes a second opinion. A test reads its imports.
"""
