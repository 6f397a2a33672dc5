"""The document of all operations against what they answer: `make schema`."""
