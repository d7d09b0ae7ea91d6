"""The HTTP API, version 1: one module a group of questions. Fields are added, never renamed or taken away."""
