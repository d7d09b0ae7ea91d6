"""Policies as files: read strictly, decided purely, never more certain than their sources and inputs."""
