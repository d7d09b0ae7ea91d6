"""The small service with its world made: what the nursery imports before it forks."""

import small_service

small_service.small_engine()
