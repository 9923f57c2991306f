"""Job-shadowing swaps, tutoring, training, competency framework."""
