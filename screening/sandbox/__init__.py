"""The sandbox: one small list of invented bodies and one policy, screened by the engine that screens everything else."""
